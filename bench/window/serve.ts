/** A lab that is asked over the channel of a parent process: each request is answered by its `id`. */
import { app } from "electron";
import { toErrorValue } from "../../src/shared/contract/errors";
import type { ProjectState } from "../../src/shared/domain/project";

interface Question {
  id: number;
  route: string;
  input: unknown;
}

/** Begins to answer, and says so. The application ends with its parent. */
export function serve(ask: (route: string, input: unknown) => unknown): void {
  process.on("message", async ({ id, route, input }: Question) => {
    try {
      const output = await (route === "metrics" ? app.getAppMetrics() : ask(route, input));
      process.send?.({ id, output });
    } catch (error) {
      process.send?.({ id, error: toErrorValue(error).message.en });
    }
  });
  process.on("disconnect", () => app.exit(0));
  process.send?.({ ready: true });
}

/** Tells the parent what became of the project, with the time in milliseconds. */
export const tellProject = (project: ProjectState | null): void =>
  void process.send?.({ project, at: performance.now() });

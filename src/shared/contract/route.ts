/** The shape that every table of requests has: a name, what goes in, what comes out. */
import { z } from "zod";
import { errorValueSchema } from "./errors";

export interface Route<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly input: I;
  readonly output: O;
}

export const route = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O): Route<I, O> => ({
  input,
  output,
});

export type RouteTable = Readonly<Record<string, Route>>;
export type InputOf<T extends RouteTable, R extends keyof T> = z.input<T[R]["input"]>;
export type ParsedInputOf<T extends RouteTable, R extends keyof T> = z.output<T[R]["input"]>;
export type OutputOf<T extends RouteTable, R extends keyof T> = z.output<T[R]["output"]>;

/** One handler a route: a table that forgets one does not compile. */
export type HandlersOf<T extends RouteTable> = {
  readonly [R in keyof T]: (input: ParsedInputOf<T, R>) => OutputOf<T, R> | Promise<OutputOf<T, R>>;
};

/** What every request is answered with. */
export const replySchema = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), output: z.unknown() }),
  z.object({ ok: z.literal(false), error: errorValueSchema }),
]);
export type Reply = z.infer<typeof replySchema>;

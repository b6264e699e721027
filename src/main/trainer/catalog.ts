/** The plug-ins as the window sees them. */
import { z } from "zod";
import { type Catalog, type PluginCard, pluginKinds, singleUpdates } from "../../shared/domain/plugin";
import { trainingSchema } from "../../shared/domain/recipe";
import { plugins } from "./plugins";

const asJsonSchema = (schema: z.ZodType): Record<string, unknown> =>
  z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Record<string, unknown>;

export function describeCatalog(): Catalog {
  const cards = pluginKinds.flatMap((kind) =>
    plugins[kind].map((plugin): PluginCard => {
      const { id, title, reference, charts } = plugin;
      const card: PluginCard = {
        kind,
        id,
        title,
        reference,
        params: asJsonSchema(plugin.params),
        ...(charts ? { charts: [...charts] } : {}),
      };
      if ("networks" in plugin) {
        const { networks, takesObjective, singles = singleUpdates, gallery = ["samples"] } = plugin;
        return { ...card, networks: [...networks], takesObjective, singles: [...singles], gallery: [...gallery] };
      }
      if ("movesEquilibrium" in plugin) return { ...card, movesEquilibrium: plugin.movesEquilibrium === true };
      return card;
    }),
  );
  return { plugins: cards, training: asJsonSchema(trainingSchema) };
}

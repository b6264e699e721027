/** Encoder and decoder layer by layer, as a list would have them. */
import type { LayerFacts, NetworkFacts } from "../../../../shared/domain/network";
import { productsOf } from "../../../../shared/domain/network";
import { sizeOf } from "../../../../shared/domain/shape";
import type { CodecSettings } from "./codec";
import type { Shape } from "./layout";
import { inputTitles, outputFacts, type Row, rowFacts, weighted } from "./layoutFacts";
import { type Listed, listedLayer } from "./listed";
import { pyramidOf, unitsOf } from "./pyramid";

const relu: Listed = { kind: "activation", activation: "relu", slope: 0 };
const byTwo = { kernel: 4, stride: 2, spectral: false };
const rows = (layers: readonly Listed[]): Row[] => layers.map((layer) => ({ layer }));

const codeFacts = (inputs: number, outputs: number): LayerFacts => ({
  title: { en: "Code", ko: "코드 Code" },
  shape: [outputs],
  ...weighted(inputs * outputs, outputs),
});

/**
 * @param shape of a picture
 * @param codeOutputs see {@link buildCodec}
 */
export function codecNetworks(settings: CodecSettings, shape: readonly number[], codeOutputs: number): NetworkFacts[] {
  const { network, width, latentSize, layers } = settings;
  const pyramid = network === "convolutional" ? pyramidOf(width, shape) : null;
  if (network === "convolutional" && !pyramid) return [];
  const input: Shape = pyramid ? [shape[0]!, shape[1]!, shape[2]!] : [sizeOf(shape)];
  const encoding = pyramid
    ? rows(
        [...pyramid.maps]
          .reverse()
          .slice(1)
          .flatMap((channels): Listed[] => [{ kind: "convolution", channels, ...byTwo }, relu]),
      )
    : layers.flatMap((layer, index) =>
        listedLayer(layer).map((each) => ({ layer: each, path: `model.layers.${index}` })),
      );
  const decoding = pyramid
    ? [
        { kind: "dense" as const, units: unitsOf(pyramid), spectral: false },
        relu,
        { kind: "reshape" as const, height: pyramid.start, width: pyramid.start },
        ...pyramid.maps.slice(1).flatMap((channels, i): Listed[] => {
          const doubled: Listed = { kind: "transposed-convolution", channels, ...byTwo };
          return i === pyramid.maps.length - 2 ? [doubled] : [doubled, relu];
        }),
      ]
    : [...layers].reverse().flatMap((layer) => listedLayer(layer));
  const encoded = rowFacts(encoding, input, "discriminator");
  const decoded = rowFacts(rows(decoding), [latentSize], "generator");
  // Maps at the end have the picture's shape already.
  const made = pyramid ? decoded.facts.slice(0, -1) : decoded.facts;
  return [
    {
      id: "encoder",
      optimizer: "autoencoder",
      inputTitle: inputTitles.example(shape, false),
      input: [...input],
      layers: [...encoded.facts, codeFacts(encoded.values, codeOutputs)],
    },
    {
      id: "decoder",
      optimizer: "autoencoder",
      inputTitle: inputTitles.z(false),
      input: [latentSize],
      layers: [...made, outputFacts(shape, null, pyramid ? null : decoded.values)],
    },
  ];
}

const found = (networks: readonly NetworkFacts[], id: string) => {
  const network = networks.find((each) => each.id === id);
  return network ? productsOf(network) : { all: 0, first: 0 };
};

/** One step of an encoder and a decoder: forward, and back for all weights and all inputs but the picture. */
export function codecOperations(networks: readonly NetworkFacts[], batchSize: number): number {
  const [encoder, decoder] = [found(networks, "encoder"), found(networks, "decoder")];
  return 2 * batchSize * (3 * (encoder.all + decoder.all) - encoder.first);
}

/**
 * The same beside a D of codes: D is moved on codes and draws of the prior, for which the encoder passes once more,
 * then the gradient of its opinion goes back through it.
 */
export function judgedCodecOperations(networks: readonly NetworkFacts[], batchSize: number): number {
  const judge = found(networks, "discriminator");
  const own = found(networks, "encoder").all + 8 * judge.all - 2 * judge.first;
  return codecOperations(networks, batchSize) + 2 * batchSize * own;
}

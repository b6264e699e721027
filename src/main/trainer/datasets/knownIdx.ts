/** Published datasets in IDX files, told by their content: whatever the folder is called. */
import { fashionClasses } from "../../../shared/domain/classNames";

export const idxParts = ["train-images", "train-labels", "t10k-images", "t10k-labels"] as const;
export type IdxPart = (typeof idxParts)[number];

export const digits: readonly string[] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

export interface KnownIdx {
  readonly title: string;
  readonly classes: readonly string[];
  /** SHA-256 of the files as they were published, unpacked. */
  readonly hashes: Readonly<Record<IdxPart, string>>;
}

/** As LeCun published it. */
export const mnistOriginal: KnownIdx = {
  title: "MNIST",
  classes: digits,
  hashes: {
    "train-images": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
  },
};

/** H. Xiao, K. Rasul, R. Vollgraf 2017, "Fashion-MNIST: a novel image dataset", arXiv:1708.07747; Zalando SE, MIT. */
export const fashionMnist: KnownIdx = {
  title: "Fashion-MNIST",
  classes: fashionClasses.map(({ en }) => en),
  hashes: {
    "train-images": "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    "train-labels": "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
    "t10k-images": "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
    "t10k-labels": "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
  },
};

const known: readonly KnownIdx[] = [mnistOriginal, fashionMnist];

/** The dataset that these files belong to, where all of them are of one. @param hashes of any of its files */
export const knownIdx = (hashes: readonly string[]): KnownIdx | null =>
  known.find((each) => {
    const own = Object.values(each.hashes);
    return hashes.length > 0 && hashes.every((hash) => own.includes(hash));
  }) ?? null;

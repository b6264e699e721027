/** Names of classes that are words, of datasets which Saddle knows. Data says them in English; the window in the language in use. */
import { type Localized, say } from "./text";

/** Of Fashion-MNIST, by label. Source: Xiao, Rasul, Vollgraf 2017, Table 2, in the words of its repository. */
export const fashionClasses: readonly Localized[] = [
  say("T-shirt/top", "티셔츠"),
  say("Trouser", "바지"),
  say("Pullover", "풀오버"),
  say("Dress", "원피스"),
  say("Coat", "코트"),
  say("Sandal", "샌들"),
  say("Shirt", "셔츠"),
  say("Sneaker", "운동화"),
  say("Bag", "가방"),
  say("Ankle boot", "앵클부츠"),
];

/** Of CIFAR-10, by label. Source: Krizhevsky 2009. */
export const cifarClasses: readonly Localized[] = [
  say("airplane", "비행기"),
  say("automobile", "자동차"),
  say("bird", "새"),
  say("cat", "고양이"),
  say("deer", "사슴"),
  say("dog", "개"),
  say("frog", "개구리"),
  say("horse", "말"),
  say("ship", "배"),
  say("truck", "트럭"),
];

const byName = new Map([...fashionClasses, ...cifarClasses].map((name) => [name.en, name]));

/** A class in both languages; one that a person named is as it is. */
export const className = (name: string): Localized => byName.get(name) ?? { en: name, ko: name };

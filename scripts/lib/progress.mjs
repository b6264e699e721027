/*
 * What the set-up is doing, on standard error (standard output belongs to the lab's command line).
 * A terminal gets one live line; a log gets one line when a step starts, one when it ends, and a
 * sign of life on the way. A warm start does nothing and so says nothing.
 */
const terminal = Boolean(process.stderr.isTTY);
/** Seconds between two signs of life of one step in a log. */
const logEvery = 20;

/** @type {Set<Step>} */
const running = new Set();
/** @type {NodeJS.Timeout | undefined} */
let timer;

/** @param {number} milliseconds */
export function seconds(milliseconds) {
  const whole = Math.round(milliseconds / 1000);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** @param {number} bytes */
export function megabytes(bytes) {
  return `${Math.round(bytes / 1e6)} MB`;
}

/** One running step, from `begin` to `end` or `fail`. */
class Step {
  /** @param {string} what present participle, as "Downloading TensorFlow" */
  constructor(what) {
    this.what = what;
    this.started = Date.now();
    this.lastLogged = this.started;
    this.done = 0;
    /** @type {number | undefined} */
    this.total = undefined;
  }

  /**
   * @param {number} done bytes
   * @param {number} [total] bytes
   */
  amount(done, total) {
    this.done = done;
    this.total = total;
  }

  describe() {
    const amount = this.total ? `, ${Math.round(this.done / 1e6)} of ${megabytes(this.total)}` : "";
    return `${this.what}${amount}, ${seconds(Date.now() - this.started)}`;
  }

  /** @param {string} [result] */
  end(result) {
    running.delete(this);
    say(`  done: ${result ?? this.what} (${seconds(Date.now() - this.started)})`);
    if (running.size === 0) clearInterval(timer);
  }

  fail() {
    running.delete(this);
    if (terminal) process.stderr.write("\r\x1b[K");
    if (running.size === 0) clearInterval(timer);
  }
}

function draw() {
  if (terminal) {
    const line = [...running].map((step) => step.describe()).join(" · ");
    const width = (process.stderr.columns ?? 80) - 1;
    process.stderr.write(`\r\x1b[K${line.length > width ? `${line.slice(0, width - 1)}…` : line}`);
    return;
  }
  for (const step of running) {
    if (Date.now() - step.lastLogged < logEvery * 1000) continue;
    step.lastLogged = Date.now();
    process.stderr.write(`  ${step.describe()}\n`);
  }
}

/**
 * Prints one line, above the live one.
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(terminal ? `\r\x1b[K${line}\n` : `${line}\n`);
}

/**
 * @param {string} what
 * @returns {Step}
 */
function begin(what) {
  const step = new Step(what);
  if (running.size === 0) timer = setInterval(draw, terminal ? 200 : 1000).unref();
  running.add(step);
  if (!terminal) say(`${what} …`);
  return step;
}

/**
 * Shows a step while it runs. A step whose value is the result of a command that failed is not said to be done.
 * @template T
 * @param {string} what
 * @param {(step: Step) => Promise<T>} work
 * @param {string} [result] what the line says when it is done
 * @returns {Promise<T>}
 */
export async function during(what, work, result) {
  const step = begin(what);
  try {
    const value = await work(step);
    const failed = value !== null && typeof value === "object" && "code" in value && value.code !== 0;
    if (failed) step.fail();
    else step.end(result);
    return value;
  } catch (error) {
    step.fail();
    throw error;
  }
}

/** @typedef {InstanceType<typeof Step>} ProgressStep */

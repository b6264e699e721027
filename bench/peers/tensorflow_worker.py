"""The compared networks in Python's TensorFlow, each step one graph (`tf.function`) with its fused optimizer ops.

usage: python -I -S tensorflow_worker.py PACKAGES THREADS
"""

import os
import sys

sys.path[:0] = [sys.argv[1], os.path.dirname(os.path.abspath(__file__))]
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import math

import protocol
import tensorflow as tf

threads = int(sys.argv[2])
tf.config.threading.set_intra_op_parallelism_threads(threads)
tf.config.threading.set_inter_op_parallelism_threads(threads)


def normal(*shape):
    return tf.Variable(tf.random.normal(shape, stddev=0.02))


def uniform(bound, *shape):
    return tf.Variable(tf.random.uniform(shape, -bound, bound))


def glorot(*shape):
    return uniform(math.sqrt(6 / sum(shape)), *shape)


def zeros(*shape):
    return tf.Variable(tf.zeros(shape))


def ones(*shape):
    return tf.Variable(tf.ones(shape))


def cross_entropy(logits, label):
    labels = tf.fill(tf.shape(logits), label)
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits))


class Adam:
    def __init__(self, weights):
        self.weights = weights
        self.slots = [(zeros(*w.shape), zeros(*w.shape)) for w in weights]
        self.updates = tf.Variable(0.0)

    def apply(self, gradients):
        t = self.updates.assign_add(1.0)
        for weights, (mean, square), gradient in zip(self.weights, self.slots, gradients):
            tf.raw_ops.ResourceApplyAdam(
                var=weights.handle,
                m=mean.handle,
                v=square.handle,
                beta1_power=tf.pow(0.5, t),
                beta2_power=tf.pow(0.999, t),
                lr=2e-4,
                beta1=0.5,
                beta2=0.999,
                epsilon=1e-8,
                grad=gradient,
            )


class Momentum:
    def __init__(self, weights):
        self.weights = weights
        self.velocities = [zeros(*w.shape) for w in weights]

    def apply(self, gradients):
        for weights, velocity, gradient in zip(self.weights, self.velocities, gradients):
            tf.raw_ops.ResourceApplyKerasMomentum(
                var=weights.handle, accum=velocity.handle, lr=0.1, grad=gradient, momentum=0.5
            )


class Gan:
    """Two networks with their optimizers; `step(x)` trains both once and returns both losses."""

    batch = 64
    pixels = (0, 1)
    shape = (protocol.PIXELS,)
    optimizer = Adam

    def __init__(self, generator_weights, discriminator_weights):
        self.generator_weights, self.discriminator_weights = generator_weights, discriminator_weights
        self.train_generator = self.optimizer(generator_weights)
        self.train_discriminator = self.optimizer(discriminator_weights)

    def latent(self, count):
        return tf.random.normal([count, protocol.LATENT])

    def images(self, z):
        """What G draws outside of training."""
        return self.generator(z)

    def step(self, x):
        """Algorithm 1 of Goodfellow et al. 2014 with k = 1."""
        fake = self.generator(self.latent(self.batch))
        with tf.GradientTape() as tape:
            loss = cross_entropy(self.discriminator(x), 1.0) + cross_entropy(self.discriminator(fake), 0.0)
        self.train_discriminator.apply(tape.gradient(loss, self.discriminator_weights))
        with tf.GradientTape() as tape:
            fake = self.discriminator(self.generator(self.latent(self.batch)))
            generator_loss = cross_entropy(fake, 1.0)
        self.train_generator.apply(tape.gradient(generator_loss, self.generator_weights))
        return loss, generator_loss


class Mlp(Gan):
    def __init__(self):
        def dense(inputs, units):
            return [glorot(inputs, units), zeros(units)]

        super().__init__(
            dense(100, 256) + dense(256, 512) + dense(512, 784), dense(784, 512) + dense(512, 256) + dense(256, 1)
        )

    def generator(self, z):
        w1, b1, w2, b2, w3, b3 = self.generator_weights
        x = tf.nn.leaky_relu(z @ w1 + b1, 0.2)
        x = tf.nn.leaky_relu(x @ w2 + b2, 0.2)
        return tf.sigmoid(x @ w3 + b3)

    def discriminator(self, x):
        w1, b1, w2, b2, w3, b3 = self.discriminator_weights
        x = tf.nn.leaky_relu(x @ w1 + b1, 0.2)
        x = tf.nn.leaky_relu(x @ w2 + b2, 0.2)
        return x @ w3 + b3


class Gan2014(Gan):
    batch = 100
    optimizer = Momentum

    def __init__(self):
        def dense(bound, inputs, units):
            return [uniform(bound, inputs, units), zeros(units)]

        super().__init__(
            dense(0.05, 100, 1200) + dense(0.05, 1200, 1200) + dense(0.05, 1200, 784),
            dense(0.005, 784, 1200) + dense(0.005, 240, 1200) + dense(0.005, 240, 1),
        )

    def latent(self, count):
        return tf.random.uniform([count, protocol.LATENT], -math.sqrt(3), math.sqrt(3))

    def generator(self, z):
        w1, b1, w2, b2, w3, b3 = self.generator_weights
        return tf.sigmoid(tf.nn.relu(tf.nn.relu(z @ w1 + b1) @ w2 + b2) @ w3 + b3)

    def discriminator(self, x):
        w1, b1, w2, b2, w3, b3 = self.discriminator_weights

        def maxout(sums):
            return tf.reduce_max(tf.reshape(sums, [-1, 240, 5]), 2)

        x = maxout(tf.nn.dropout(x, 0.2) @ w1 + b1)
        x = maxout(tf.nn.dropout(x, 0.5) @ w2 + b2)
        return tf.nn.dropout(x, 0.5) @ w3 + b3

    def step(self, x):
        """Both gradients from one shared pass, as in the code that the authors released."""
        with tf.GradientTape(persistent=True) as tape:
            fake = self.discriminator(self.generator(self.latent(self.batch)))
            loss = 0.5 * (cross_entropy(self.discriminator(x), 1.0) + cross_entropy(fake, 0.0))
            generator_loss = cross_entropy(fake, 1.0)
        discriminator_gradients = tape.gradient(loss, self.discriminator_weights)
        generator_gradients = tape.gradient(generator_loss, self.generator_weights)
        self.train_discriminator.apply(discriminator_gradients)
        self.train_generator.apply(generator_gradients)
        return loss, generator_loss


class Dcgan(Gan):
    pixels = (-1, 1)
    shape = (28, 28, 1)

    def __init__(self):
        super().__init__(
            [
                *(normal(100, 6272), ones(6272), zeros(6272)),
                *(normal(4, 4, 64, 128), ones(64), zeros(64)),
                *(normal(4, 4, 1, 64), zeros(1)),
            ],
            [
                *(normal(4, 4, 1, 64), zeros(64)),
                *(normal(4, 4, 64, 128), ones(128), zeros(128)),
                *(normal(6272, 1), zeros(1)),
            ],
        )
        # Moving mean and variance of each normalisation: two in G, one in D.
        self.moving = [(zeros(size), ones(size)) for size in (6272, 64, 128)]

    @staticmethod
    def normalise(x, scale, offset, moving, training=True):
        """Batch normalisation of the last axis; while training, by the batch's own mean and variance."""
        maps = tf.reshape(x, [-1, 1, 1, x.shape[-1]]) if len(x.shape) == 2 else x
        mean, variance = ([], []) if training else moving
        y, mean, variance, *_ = tf.raw_ops.FusedBatchNormV3(
            x=maps, scale=scale, offset=offset, mean=mean, variance=variance, epsilon=1e-5, is_training=training
        )
        if training:
            for average, value in zip(moving, (mean, variance)):
                average.assign_add(0.1 * (value - average))
        return tf.reshape(y, tf.shape(x))

    def generator(self, z, training=True):
        w1, scale1, offset1, w2, scale2, offset2, w3, b3 = self.generator_weights
        x = tf.nn.relu(self.normalise(z @ w1, scale1, offset1, self.moving[0], training))
        x = tf.nn.conv2d_transpose(tf.reshape(x, [-1, 7, 7, 128]), w2, [tf.shape(z)[0], 14, 14, 64], 2)
        x = tf.nn.relu(self.normalise(x, scale2, offset2, self.moving[1], training))
        return tf.tanh(tf.nn.conv2d_transpose(x, w3, [tf.shape(z)[0], 28, 28, 1], 2) + b3)

    def images(self, z):
        return self.generator(z, training=False)

    def discriminator(self, x):
        w1, b1, w2, scale2, offset2, w3, b3 = self.discriminator_weights
        x = tf.nn.leaky_relu(tf.nn.conv2d(x, w1, 2, "SAME") + b1, 0.2)
        x = tf.nn.leaky_relu(self.normalise(tf.nn.conv2d(x, w2, 2, "SAME"), scale2, offset2, self.moving[2]), 0.2)
        return tf.reshape(x, [-1, 6272]) @ w3 + b3


networks = {"mlp": Mlp, "gan-2014": Gan2014, "dcgan": Dcgan}
built = {}


def build(network, pictures):
    gan = networks[network]()
    gan.data = tf.constant(protocol.pictures(pictures, *gan.pixels).reshape(-1, *gan.shape))
    gan.at = 0
    gan.step_graph = tf.function(gan.step)
    gan.images_graph = tf.function(gan.images)
    built.clear()
    built[network] = gan

    def count(weights):
        return sum(math.prod(w.shape) for w in weights)

    return {"parameters": {"discriminator": count(gan.discriminator_weights), "generator": count(gan.generator_weights)}}


def train(network, seconds):
    gan = built[network]

    def step():
        if gan.at + gan.batch > len(gan.data):
            gan.at = 0
        x = gan.data[gan.at : gan.at + gan.batch]
        gan.at += gan.batch
        return [float(loss) for loss in gan.step_graph(x)]

    count, passed, losses = protocol.repeated(step, seconds)
    return {"count": count, "seconds": passed, "losses": losses}


def generate(network, images, chunk, seconds, file=None):
    gan = built[network]
    drawn = protocol.numpy.empty((images, *gan.shape), protocol.numpy.float32)

    def draw():
        for start in range(0, images, chunk):
            end = min(start + chunk, images)
            drawn[start:end] = gan.images_graph(gan.latent(end - start)).numpy()
        if file:
            protocol.write(file, drawn)

    count, passed, _ = protocol.repeated(draw, seconds)
    return {"count": count, "seconds": passed, "mean": float(drawn.mean())}


protocol.serve(
    {
        "describe": lambda: {
            "title": f"TensorFlow {tf.__version__}",
            "threads": tf.config.threading.get_intra_op_parallelism_threads(),
        },
        "build": build,
        "train": train,
        "generate": generate,
    }
)

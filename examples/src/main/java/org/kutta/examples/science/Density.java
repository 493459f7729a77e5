package org.kutta.examples.science;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Densities of the plane to draw from, of about unit spread. */
enum Density {
    /** Two half moons, each around an end of the other. */
    MOONS {
        @Override
        void draw(RandomGenerator random, double[] point) {
            boolean upper = random.nextBoolean();
            double angle = Math.PI * random.nextDouble();
            double x = upper ? Math.cos(angle) : 1 - Math.cos(angle);
            double y = upper ? Math.sin(angle) : 0.5 - Math.sin(angle);
            point[0] = 1.5 * (x - 0.5) + 0.1 * random.nextGaussian();
            point[1] = 1.5 * (y - 0.25) + 0.1 * random.nextGaussian();
        }
    },
    /** Two rings. */
    RINGS {
        @Override
        void draw(RandomGenerator random, double[] point) {
            double radius = (random.nextBoolean() ? 0.7 : 1.8) + 0.08 * random.nextGaussian();
            double angle = 2 * Math.PI * random.nextDouble();
            point[0] = radius * Math.cos(angle);
            point[1] = radius * Math.sin(angle);
        }
    },
    /** Two arms wound around each other. */
    SPIRALS {
        @Override
        void draw(RandomGenerator random, double[] point) {
            double along = Math.sqrt(random.nextDouble());
            double angle = 3 * Math.PI * along + (random.nextBoolean() ? Math.PI : 0);
            point[0] = 2 * along * Math.cos(angle) + 0.08 * random.nextGaussian();
            point[1] = 2 * along * Math.sin(angle) + 0.08 * random.nextGaussian();
        }
    },
    /** Every second square of a board of four by four. */
    CHECKERBOARD {
        @Override
        void draw(RandomGenerator random, double[] point) {
            int column = random.nextInt(4);
            int row = 2 * random.nextInt(2) + column % 2;
            point[0] = column + random.nextDouble() - 2;
            point[1] = row + random.nextDouble() - 2;
        }
    };

    /** Writes one point. */
    abstract void draw(RandomGenerator random, double[] point);

    /** {@return points one after the other, {@code [count, 2]}} */
    double[] sample(int count, long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        double[] points = new double[2 * count];
        double[] point = new double[2];
        for (int n = 0; n < count; n++) {
            draw(random, point);
            points[2 * n] = point[0];
            points[2 * n + 1] = point[1];
        }
        return points;
    }
}

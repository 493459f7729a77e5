package org.kutta.examples.data;

import java.util.Random;

/**
 * Points of the plane in two classes that no straight line separates, drawn from a seed.
 *
 * <p>{@link #spheres}: three concentric rings, of which the inner and the outer are one class and the middle one the
 * other. The flow of a plane field is continuous and cannot carry the middle ring out from between them: a model that does well here
 * must use the gaps between its steps, or more dimensions.
 *
 * <p>{@link #spirals}: two arms wound around each other.
 *
 * @see "K. Ott et al.: ResNet After All? Neural ODEs and Their Numerical Solution, 2020 (rings)"
 */
final class Points implements Samples {
    private static final int CLASSES = 2;
    private static final double[] RADII = {0.5, 1.0, 1.5};
    private static final double HALF_WIDTH = 0.15;
    private static final double TURNS = 1.5;
    private static final double NOISE = 0.03;

    private final float[] coordinates;
    private final byte[] labels;

    private Points(int count) {
        coordinates = new float[2 * count];
        labels = new byte[count];
    }

    /**
     * Draws points of three rings of radius 0.5, 1 and 1.5 and width 0.3, half of them in the middle ring.
     *
     * @param count number of points
     * @param random source of the random numbers
     * @return the points
     */
    static Points spheres(int count, Random random) {
        Points points = new Points(count);
        for (int i = 0; i < count; i++) {
            int label = i % CLASSES;
            int ring = label == 1 ? 1 : 2 * (i / CLASSES % 2);
            double radius = RADII[ring] + HALF_WIDTH * (2 * random.nextDouble() - 1);
            double angle = 2 * Math.PI * random.nextDouble();
            points.set(i, radius * Math.cos(angle), radius * Math.sin(angle), label);
        }
        return points;
    }

    /**
     * Draws points of two Archimedean spirals of one turn and a half, with a Gaussian deviation of 0.03.
     *
     * @param count number of points
     * @param random source of the random numbers
     * @return the points
     */
    static Points spirals(int count, Random random) {
        Points points = new Points(count);
        for (int i = 0; i < count; i++) {
            int label = i % CLASSES;
            double along = Math.sqrt(random.nextDouble());
            double radius = 0.1 + 1.4 * along;
            double angle = 2 * Math.PI * TURNS * along + Math.PI * label;
            points.set(
                    i,
                    radius * Math.cos(angle) + NOISE * random.nextGaussian(),
                    radius * Math.sin(angle) + NOISE * random.nextGaussian(),
                    label);
        }
        return points;
    }

    private void set(int index, double x, double y, int label) {
        coordinates[2 * index] = (float) x;
        coordinates[2 * index + 1] = (float) y;
        labels[index] = (byte) label;
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public long[] shape() {
        return new long[] {2};
    }

    @Override
    public int classes() {
        return CLASSES;
    }

    @Override
    public int label(int index) {
        return labels[index];
    }

    @Override
    public void copy(int index, float[] target, int offset) {
        System.arraycopy(coordinates, 2 * index, target, offset, 2);
    }
}

package org.kutta.nn.landscape;

/** {@code (w - c)' A (w - c) / 2} with a symmetric matrix: its surface, gradient and eigenvalues are known. */
final class Quadratic implements BoundLoss {
    private final double[][] matrix;
    private final double[] centre;
    private final boolean exact;

    Quadratic(double[][] matrix, double[] centre, boolean exact) {
        this.matrix = matrix;
        this.centre = centre;
        this.exact = exact;
    }

    /** A diagonal matrix, centred at 0. */
    static Quadratic diagonal(boolean exact, double... eigenvalues) {
        double[][] matrix = new double[eigenvalues.length][eigenvalues.length];
        for (int i = 0; i < eigenvalues.length; i++) {
            matrix[i][i] = eigenvalues[i];
        }
        return new Quadratic(matrix, new double[eigenvalues.length], exact);
    }

    FlatLoss flat() {
        return FlatLoss.of(centre.length, () -> this);
    }

    private double[] times(double[] vector) {
        double[] product = new double[vector.length];
        for (int i = 0; i < vector.length; i++) {
            product[i] = Vectors.dot(matrix[i], vector);
        }
        return product;
    }

    private double[] fromCentre(double[] point) {
        double[] way = new double[point.length];
        Vectors.combine(point, -1, centre, way);
        return way;
    }

    @Override
    public double loss(double[] point) {
        double[] way = fromCentre(point);
        return Vectors.dot(way, times(way)) / 2;
    }

    @Override
    public double lossAndGradient(double[] point, double[] gradient) {
        double[] way = fromCentre(point);
        System.arraycopy(times(way), 0, gradient, 0, gradient.length);
        return Vectors.dot(way, gradient) / 2;
    }

    @Override
    public void hessianProduct(double[] point, double[] direction, double[] product) {
        if (exact) {
            System.arraycopy(times(direction), 0, product, 0, product.length);
        } else {
            BoundLoss.super.hessianProduct(point, direction, product);
        }
    }

    @Override
    public boolean hasExactProducts() {
        return exact;
    }
}

package org.kutta.adjoint.certificate;

/** Sums over pairs of components, from which the distance and the angle of two vectors follow. */
final class Agreement {
    private double product;
    private double takenSquare;
    private double referenceSquare;
    private double differenceSquare;

    void add(double taken, double reference) {
        product += taken * reference;
        takenSquare += taken * taken;
        referenceSquare += reference * reference;
        differenceSquare += (taken - reference) * (taken - reference);
    }

    void add(Agreement other) {
        product += other.product;
        takenSquare += other.takenSquare;
        referenceSquare += other.referenceSquare;
        differenceSquare += other.differenceSquare;
    }

    double relativeError() {
        return differenceSquare == 0 ? 0 : Math.sqrt(differenceSquare / referenceSquare);
    }

    double cosine() {
        return takenSquare == 0 && referenceSquare == 0 ? 1 : product / Math.sqrt(takenSquare * referenceSquare);
    }
}

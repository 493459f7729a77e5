package org.kutta.nn.layer;

class TimeDenseFieldTests extends NetworkFieldContract {

    TimeDenseFieldTests() {
        super(Sequential.of(TimeDense.of(6), new Tanh(), TimeDense.of(3)), Shape.of(3), 5);
    }
}

package org.kutta.nn.layer;

class TimeConvFieldTests extends NetworkFieldContract {

    TimeConvFieldTests() {
        super(Sequential.of(TimeConv2d.of(3, 3), new Tanh(), TimeConv2d.of(2, 1)), Shape.of(4, 3, 2), 2);
    }
}

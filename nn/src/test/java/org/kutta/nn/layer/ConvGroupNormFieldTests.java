package org.kutta.nn.layer;

class ConvGroupNormFieldTests extends NetworkFieldContract {

    ConvGroupNormFieldTests() {
        super(
                Sequential.of(
                        GroupNorm.of(2), new Tanh(), Conv2d.of(4, 3), GroupNorm.of(2), new Swish(), Conv2d.of(4, 3)),
                Shape.of(5, 4, 4),
                2);
    }
}

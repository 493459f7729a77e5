package org.kutta.solver;

class FloatArraySpaceTests implements StateSpaceContract<float[]> {

    @Override
    public StateSpace<float[]> space() {
        return new FloatArraySpace();
    }

    @Override
    public float[] state(double... components) {
        float[] state = new float[components.length];
        for (int i = 0; i < state.length; i++) {
            state[i] = (float) components[i];
        }
        return state;
    }

    @Override
    public double[] components(float[] state) {
        double[] components = new double[state.length];
        for (int i = 0; i < state.length; i++) {
            components[i] = state[i];
        }
        return components;
    }

    @Override
    public float[] stateOfOtherShape() {
        return new float[2];
    }
}

package org.kutta.nn.scheme;

import com.google.common.collect.ImmutableList;
import org.kutta.nn.Network;
import org.kutta.nn.layer.ParameterGroup;
import org.kutta.nn.nd4j.NativeArrays;

/**
 * Whether the learned coefficients of linear multistep stacks keep errors from growing with depth.
 *
 * <p>The characteristic polynomial of {@code u_n+1 = (1 - k) u_n + k u_n-1} is {@code (z - 1)(z + k)}: zero-stable for {@code -1 < k <= 1}. At {@code k = -1} the root 1 is
 * double and differences grow linearly with depth; beyond, geometrically, as {@code |k|^n}.
 *
 * @param coefficients all coefficients in the order of depth; one for every channel where channels have their own
 * @see "Hairer, Norsett, Wanner: Solving Ordinary Differential Equations I, 2nd ed., section III.3"
 */
public record ZeroStability(ImmutableList<Coefficient> coefficients) {

    private static final String SUFFIX = ".k.factor";

    /**
     * One coefficient in use.
     *
     * @param group name of its parameter group
     * @param channel index in the group, 0 for a scalar
     * @param k its value as stored; not finite if training left it so
     */
    public record Coefficient(String group, int channel, double k) {

        /** {@return whether a two-step method of this coefficient is zero-stable; false for NaN} */
        public boolean stable() {
            return isStable(k);
        }
    }

    /**
     * The condition itself.
     *
     * @param k a coefficient
     * @return whether {@code -1 < k <= 1}
     */
    public static boolean isStable(double k) {
        return k > -1 && k <= 1;
    }

    /**
     * Reads the coefficients of all {@link LmStack}s within a network, from the parameters: one that a clipped stack bounds is reported as it is stored.
     *
     * @param network the network
     * @return the report; without coefficients if there is no such stack
     */
    public static ZeroStability of(Network network) {
        ImmutableList.Builder<Coefficient> all = ImmutableList.builder();
        long offset = 0;
        for (ParameterGroup group : network.parameterGroups()) {
            if (group.name().endsWith(SUFFIX)) {
                double[] values = NativeArrays.toHeap(NativeArrays.slice(network.parameters(), offset, group.size()));
                for (int i = 0; i < values.length; i++) {
                    all.add(new Coefficient(group.name(), i, values[i]));
                }
            }
            offset += group.size();
        }
        return new ZeroStability(all.build());
    }

    /** {@return whether every coefficient is zero-stable} */
    public boolean stable() {
        return coefficients.stream().allMatch(Coefficient::stable);
    }

    /** {@return the coefficients that are not} */
    public ImmutableList<Coefficient> unstable() {
        return coefficients.stream().filter(c -> !c.stable()).collect(ImmutableList.toImmutableList());
    }
}

package org.kutta.solver.problem;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.kutta.solver.VectorField;

/**
 * The non-stiff test problems of DETEST, classes A to E, all on [0, 20].
 *
 * @param name class and number
 * @param field right-hand side
 * @param start initial state
 * @see "Hull, Enright, Fellen, Sedgwick: Comparing numerical methods for ordinary differential equations, SIAM J. Numer. Anal. 9 (1972), 603-637"
 */
public record Detest(String name, VectorField<double[]> field, ImmutableDoubleArray start) {

    /** The end of the interval, which starts at 0. */
    public static final double END = 20;

    private static final double GRAVITY = 2.95912208286;

    /** {@return all 25 problems} */
    public static List<Detest> all() {
        List<Detest> all = new ArrayList<>();
        addSingleEquations(all);
        addSmallSystems(all);
        addModerateSystems(all);
        for (int i = 1; i <= 5; i++) {
            all.add(orbit("D" + i, 0.2 * i - 0.1));
        }
        addHigherOrderEquations(all);
        return all;
    }

    /** {@return the initial state, new} */
    public double[] y0() {
        return start.toArray();
    }

    private static Detest of(String name, VectorField<double[]> field, double... y0) {
        return new Detest(name, field, ImmutableDoubleArray.copyOf(y0));
    }

    private static void addSingleEquations(List<Detest> all) {
        all.add(of("A1", (t, y, d) -> d[0] = -y[0], 1));
        all.add(of("A2", (t, y, d) -> d[0] = -y[0] * y[0] * y[0] / 2, 1));
        all.add(of("A3", (t, y, d) -> d[0] = y[0] * Math.cos(t), 1));
        all.add(of("A4", (t, y, d) -> d[0] = y[0] / 4 * (1 - y[0] / 20), 1));
        all.add(of("A5", (t, y, d) -> d[0] = (y[0] - t) / (y[0] + t), 4));
    }

    private static void addSmallSystems(List<Detest> all) {
        all.add(of(
                "B1",
                (t, y, d) -> {
                    d[0] = 2 * (y[0] - y[0] * y[1]);
                    d[1] = -(y[1] - y[0] * y[1]);
                },
                1,
                3));
        all.add(of(
                "B2",
                (t, y, d) -> {
                    d[0] = -y[0] + y[1];
                    d[1] = y[0] - 2 * y[1] + y[2];
                    d[2] = y[1] - y[2];
                },
                2,
                0,
                1));
        all.add(of(
                "B3",
                (t, y, d) -> {
                    d[0] = -y[0];
                    d[1] = y[0] - y[1] * y[1];
                    d[2] = y[1] * y[1];
                },
                1,
                0,
                0));
        all.add(of(
                "B4",
                (t, y, d) -> {
                    double r = Math.hypot(y[0], y[1]);
                    d[0] = -y[1] - y[0] * y[2] / r;
                    d[1] = y[0] - y[1] * y[2] / r;
                    d[2] = y[0] / r;
                },
                3,
                0,
                0));
        all.add(of(
                "B5",
                (t, y, d) -> {
                    d[0] = y[1] * y[2];
                    d[1] = -y[0] * y[2];
                    d[2] = -0.51 * y[0] * y[1];
                },
                0,
                1,
                1));
    }

    private static void addModerateSystems(List<Detest> all) {
        all.add(of("C1", (t, y, d) -> chain(y, d, i -> 1), unit(10)));
        all.add(of("C2", (t, y, d) -> chain(y, d, i -> i + 1), unit(10)));
        all.add(of("C3", (t, y, d) -> diffusion(y, d), unit(10)));
        all.add(of("C4", (t, y, d) -> diffusion(y, d), unit(51)));
        all.add(of("C5", Detest::planets, PLANETS));
    }

    private static double[] unit(int n) {
        double[] y = new double[n];
        y[0] = 1;
        return y;
    }

    private static void chain(double[] y, double[] d, IntToDoubleFunction rate) {
        int last = y.length - 1;
        d[0] = -rate.applyAsDouble(0) * y[0];
        for (int i = 1; i < last; i++) {
            d[i] = rate.applyAsDouble(i - 1) * y[i - 1] - rate.applyAsDouble(i) * y[i];
        }
        d[last] = rate.applyAsDouble(last - 1) * y[last - 1];
    }

    private static void diffusion(double[] y, double[] d) {
        int last = y.length - 1;
        for (int i = 0; i <= last; i++) {
            d[i] = (i > 0 ? y[i - 1] : 0) - 2 * y[i] + (i < last ? y[i + 1] : 0);
        }
    }

    private static final double SUN = 1.00000597682;

    private static final double[] MASSES = {
        0.000954786104043, 0.000285583733151, 0.0000437273164546, 0.0000517759138449, 0.00000277777777778
    };

    private static final double[] PLANETS = {
        3.42947415189,
        3.35386959711,
        1.35494901715,
        6.64145542550,
        5.97156957878,
        2.18231499728,
        11.2630437207,
        14.6952576794,
        6.27960525067,
        -30.1552268759,
        1.65699966404,
        1.43785752721,
        -21.1238353380,
        28.4465098142,
        15.3882659679,
        -0.557160570446,
        0.505696783289,
        0.230578543901,
        -0.415570776342,
        0.365682722812,
        0.169143213293,
        -0.325325669158,
        0.189706021964,
        0.0877265322780,
        -0.0240476254170,
        -0.287659532608,
        -0.117219543175,
        -0.176860753121,
        -0.216393453025,
        -0.0148647893090
    };

    private static void planets(double t, double[] y, double[] d) {
        double[] cubes = new double[5];
        for (int j = 0; j < 5; j++) {
            double r2 = 0;
            for (int i = 0; i < 3; i++) {
                r2 += y[3 * j + i] * y[3 * j + i];
            }
            cubes[j] = r2 * Math.sqrt(r2);
        }
        for (int j = 0; j < 5; j++) {
            for (int i = 0; i < 3; i++) {
                d[3 * j + i] = y[15 + 3 * j + i];
                double force = -(SUN + MASSES[j]) * y[3 * j + i] / cubes[j];
                for (int k = 0; k < 5; k++) {
                    if (k != j) {
                        double apart = 0;
                        for (int l = 0; l < 3; l++) {
                            double difference = y[3 * j + l] - y[3 * k + l];
                            apart += difference * difference;
                        }
                        force += MASSES[k]
                                * ((y[3 * k + i] - y[3 * j + i]) / (apart * Math.sqrt(apart))
                                        - y[3 * k + i] / cubes[k]);
                    }
                }
                d[15 + 3 * j + i] = GRAVITY * force;
            }
        }
    }

    private static Detest orbit(String name, double eccentricity) {
        return of(
                name,
                (t, y, d) -> {
                    double r2 = y[0] * y[0] + y[1] * y[1];
                    double cube = r2 * Math.sqrt(r2);
                    d[0] = y[2];
                    d[1] = y[3];
                    d[2] = -y[0] / cube;
                    d[3] = -y[1] / cube;
                },
                1 - eccentricity,
                0,
                0,
                Math.sqrt((1 + eccentricity) / (1 - eccentricity)));
    }

    private static void addHigherOrderEquations(List<Detest> all) {
        all.add(of(
                "E1",
                (t, y, d) -> {
                    d[0] = y[1];
                    d[1] = -(y[1] / (t + 1) + (1 - 0.25 / ((t + 1) * (t + 1))) * y[0]);
                },
                0.671396707141803,
                0.09540051444747447));
        all.add(of(
                "E2",
                (t, y, d) -> {
                    d[0] = y[1];
                    d[1] = (1 - y[0] * y[0]) * y[1] - y[0];
                },
                2,
                0));
        all.add(of(
                "E3",
                (t, y, d) -> {
                    d[0] = y[1];
                    d[1] = y[0] * y[0] * y[0] / 6 - y[0] + 2 * Math.sin(2.78535 * t);
                },
                0,
                0));
        all.add(of(
                "E4",
                (t, y, d) -> {
                    d[0] = y[1];
                    d[1] = 0.032 - 0.4 * y[1] * y[1];
                },
                30,
                0));
        all.add(of(
                "E5",
                (t, y, d) -> {
                    d[0] = y[1];
                    d[1] = Math.sqrt(1 + y[1] * y[1]) / (25 - t);
                },
                0,
                0));
    }

    @Override
    public String toString() {
        return name;
    }
}

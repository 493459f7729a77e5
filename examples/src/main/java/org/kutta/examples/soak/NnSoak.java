package org.kutta.examples.soak;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.kutta.adjoint.BacksolveAdjoint;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.adjoint.GradientMethod;
import org.kutta.adjoint.GradientSolve;
import org.kutta.adjoint.InterpolatingAdjoint;
import org.kutta.nn.Network;
import org.kutta.nn.NetworkPlan;
import org.kutta.nn.layer.BatchNorm;
import org.kutta.nn.layer.Conv2d;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Flatten;
import org.kutta.nn.layer.GroupNorm;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.Relu;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.NdArraySpace;
import org.kutta.nn.ode.OdeBlock;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Solves with networks and pulls back, many times over, and looks for what must not happen: memory that grows, a result with other bits than
 * the same solve had before.
 *
 * <p>Threads share the networks, each with plans of its own: opened, run on full and smaller last batches, and closed again. Fields go through every gradient
 * method, stacks and ODE blocks through plans of whole networks, all in float and in double.
 */
final class NnSoak implements AutoCloseable {
    private static final int VISIT = 20;
    private static final int FEATURES = 8;
    private static final Shape IMAGE = Shape.of(8, 7, 4);
    private static final int[] BATCHES = {6, 2};
    /** The first with enough rows for two threads to divide them. */
    private static final int[] MANY_ROWS = {160, 40};

    private static final List<GradientMethod> METHODS = List.of(
            DiscreteAdjoint.storeAll(),
            DiscreteAdjoint.checkpointed(2),
            BacksolveAdjoint.create(),
            InterpolatingAdjoint.create());
    private static final List<OdeSolver> SOLVERS = List.of(
            OdeSolver.fixed(Tableaus.RK4, 4), OdeSolver.adaptive(Tableaus.BOSH3).tolerances(1e-3, 1e-3));

    /** Some solves with plans that are opened before and closed after. */
    private interface Visit {
        void run();
    }

    private final List<Network> networks = new ArrayList<>();
    private final List<Visit> visits = new ArrayList<>();
    private final Map<String, double[]> results = new ConcurrentHashMap<>();
    private final AtomicLong solves = new AtomicLong();
    private final AtomicLong plans = new AtomicLong();
    private final Runnable afterSolve;

    /** Networks and visits; {@code afterSolve} is for tests, which let memory leak there. */
    NnSoak(Runnable afterSolve) {
        this.afterSolve = afterSolve;
        Layer wide = Sequential.of(Dense.of(320), new Tanh(), Dense.of(8 * FEATURES));
        Network rows = open(wide, Shape.of(8 * FEATURES), DataType.FLOAT);
        visits.add(() -> visitField("many rows", rows, SOLVERS.get(0), METHODS.get(0), MANY_ROWS));
        for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
            Layer dense = Sequential.of(Dense.of(16), new Tanh(), Dense.of(FEATURES));
            Network field = open(dense, Shape.of(FEATURES), type);
            for (int s = 0; s < SOLVERS.size(); s++) {
                for (GradientMethod method : METHODS) {
                    String name = type + " " + s + " " + method.name();
                    OdeSolver solver = SOLVERS.get(s);
                    visits.add(() -> visitField(name, field, solver, method, BATCHES));
                }
            }
            Sequential subnet = Sequential.of(GroupNorm.of(2), new Tanh(), Conv2d.of(4, 3));
            Sequential residual =
                    Sequential.of(BatchNorm.of(), new Relu(), Conv2d.of(16, 3).withoutBias());
            for (Layer depth : List.of(
                    RungeKuttaStack.perStage(Tableaus.RK4, Mesh.uniform(0, 1, 1), subnet),
                    RungeKuttaStack.shared(Tableaus.MIDPOINT, Mesh.uniform(0, 1, 2), subnet),
                    OdeBlock.of(subnet, SOLVERS.get(1), DiscreteAdjoint.storeAll(), 0, 1),
                    Sequential.of(
                            Conv2d.of(16, 3),
                            RungeKuttaStack.perStage(Tableaus.EULER, Mesh.uniform(0, 1, 2), residual),
                            BatchNorm.of(),
                            new Relu()))) {
                Network network = open(Sequential.of(depth, new Flatten(), Dense.of(3)), IMAGE, type);
                visits.add(() -> visitNetwork(type + " " + depth.name(), network));
            }
        }
    }

    private Network open(Layer layer, Shape shape, DataType type) {
        Network network = Network.of(layer, shape, type, 1);
        networks.add(network);
        return network;
    }

    /** Solves counted so far. */
    long solves() {
        return solves.get();
    }

    /** Plans opened so far. */
    long plans() {
        return plans.get();
    }

    /** One round: every visit once in every thread, in another order in each. */
    void round(ExecutorService pool, int threads, long seed) {
        List<Future<?>> running = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            List<Visit> order = new ArrayList<>(visits);
            Collections.shuffle(order, new Random(seed + t));
            running.add(pool.submit(() -> order.forEach(Visit::run)));
        }
        for (Future<?> future : running) {
            try {
                future.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
    }

    private void visitField(String name, Network network, OdeSolver solver, GradientMethod method, int[] batches) {
        for (int batch : batches) {
            try (INDArray y0 = input(network, batch);
                    INDArray bar = NativeArrays.zerosLike(y0);
                    INDArray y0Bar = NativeArrays.zerosLike(y0);
                    INDArray parametersBar = NativeArrays.zerosLike(network.parameters());
                    GradientSolve<INDArray> solve =
                            method.bind(solver, NdArraySpace.of(network.dataType()), network.field(), y0)) {
                plans.incrementAndGet();
                for (int i = 0; i < VISIT / batches.length; i++) {
                    NativeArrays.copy(solve.forward(0, 1, y0).finalState(), bar);
                    NativeArrays.setZero(y0Bar);
                    NativeArrays.setZero(parametersBar);
                    solve.backward(bar, y0Bar, parametersBar);
                    done();
                }
                compare(name + " batch " + batch, y0Bar, parametersBar);
            }
        }
    }

    private void visitNetwork(String name, Network network) {
        for (int batch : BATCHES) {
            try (INDArray x = input(network, batch);
                    INDArray gradient = NativeArrays.zerosLike(network.parameters());
                    NetworkPlan plan = network.plan(batch, Mode.TRAIN)) {
                plan.bindBackward(gradient);
                plans.incrementAndGet();
                for (int i = 0; i < VISIT / BATCHES.length; i++) {
                    NativeArrays.copy(x, plan.input());
                    plan.forward();
                    NativeArrays.copy(plan.output(), plan.outputBar());
                    plan.backward();
                    done();
                }
                compare(name + " batch " + batch, plan.inputBar(), gradient);
            }
        }
    }

    private static INDArray input(Network network, int batch) {
        INDArray x = NativeArrays.zeros(network.dataType(), network.inputShape().withBatch(batch));
        NativeArrays.write(
                new SplittableRandom(batch).doubles(x.length(), -1, 1).toArray(), x);
        return x;
    }

    private void done() {
        solves.incrementAndGet();
        afterSolve.run();
    }

    /** The same solve gives the same bits in every plan, in every thread, in every round. */
    private void compare(String name, INDArray inputBar, INDArray parametersBar) {
        double[] bars = NativeArrays.toHeap(inputBar);
        double[] more = NativeArrays.toHeap(parametersBar);
        double[] all = Arrays.copyOf(bars, bars.length + more.length);
        System.arraycopy(more, 0, all, bars.length, more.length);
        if (Arrays.stream(all).anyMatch(value -> !Double.isFinite(value))) {
            throw new IllegalStateException(name + ": a gradient is not finite");
        }
        double[] before = results.putIfAbsent(name, all);
        if (before != null && !Arrays.equals(before, all)) {
            throw new IllegalStateException(name + ": the same solve gave another gradient than before");
        }
    }

    @Override
    public void close() {
        networks.forEach(Network::close);
    }

    /**
     * Rounds until there were enough solves. The first quarter is warm-up: buffers, compiled code, the allocator's reserves.
     *
     * @param wanted solves, each with its gradient
     * @param threads threads that solve at once
     * @param seed seed of the order
     * @param memory told the memory after each round
     * @param progress told the solves done, after each round
     */
    void run(long wanted, int threads, long seed, MemoryRecord memory, LongConsumer progress) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            for (long round = 0; solves() < wanted; round++) {
                round(pool, threads, seed + round * threads);
                memory.add(solves());
                progress.accept(Math.min(solves(), wanted));
            }
        } finally {
            pool.shutdownNow();
        }
    }
}

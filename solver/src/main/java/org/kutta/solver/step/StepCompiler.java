package org.kutta.solver.step;

import java.lang.invoke.MethodHandles;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.kutta.solver.step.ClassFile.Code;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.ErrorRule;

/**
 * Compiles a tableau into straight-line code for states of a few components.
 *
 * <p>For a system of three equations the loops, the array accesses and the calls around a step cost more than its arithmetic. Here each
 * component of each sum is written out, with the coefficients as constants and zero ones left out; stages live in local variables. Each field's class gets a copy
 * of its own, so that the JIT compiler sees one field per copy and inlines it, however many fields the program solves. The operations and their order are those of
 * {@link RungeKuttaStep}, so both give the same bits.
 */
final class StepCompiler {

    /** States with more components gain nothing. */
    static final int MAX_COMPONENTS = 8;

    /** HotSpot does not compile methods of 8000 bytes and more. */
    private static final int MAX_CODE = 7500;

    private static final String STEP_DESCRIPTOR = "(Lorg/kutta/solver/VectorField;DDD[D[D[[D[DDD)D";

    private static final int FIELD = 1;
    private static final int T = 2;
    private static final int DT = 4;
    private static final int T_NEXT = 6;
    private static final int Y = 8;
    private static final int Y1 = 9;
    private static final int STAGES = 10;
    private static final int INPUT = 11;
    private static final int RTOL = 12;
    private static final int ATOL = 14;
    private static final int FREE = 16;
    private static final int MAX_STACK = 20;

    private final ButcherTableau tableau;
    private final boolean solutionOnly;
    private final int n;
    private final int stages;
    private final ClassFile file =
            new ClassFile("org/kutta/solver/step/Compiled", "org/kutta/solver/step/CompiledStep");
    private final Code code = new Code();

    private StepCompiler(ButcherTableau tableau, boolean solutionOnly, int components) {
        this.tableau = tableau;
        this.solutionOnly = solutionOnly;
        this.n = components;
        this.stages = tableau.stages();
    }

    /** A new copy of the code for a tableau, or null where the code would be too long or the JVM defines no hidden classes. */
    static @Nullable CompiledStep compile(ButcherTableau tableau, boolean solutionOnly, int components) {
        if (components == 0 || components > MAX_COMPONENTS) {
            return null;
        }
        StepCompiler compiler = new StepCompiler(tableau, solutionOnly, components);
        compiler.emit();
        if (compiler.code.length() > MAX_CODE) {
            return null;
        }
        try {
            MethodHandles.Lookup hidden = MethodHandles.lookup().defineHiddenClass(compiler.file.toByteArray(), false);
            return (CompiledStep) hidden.lookupClass().getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException | LinkageError | UnsupportedOperationException e) {
            return null; // such as ahead-of-time compiled programs: the plain step does the same
        }
    }

    private int stageArray(int j) {
        return FREE + j;
    }

    private int y0(int c) {
        return FREE + stages + 2 * c;
    }

    private int y1(int c) {
        return y0(n + c);
    }

    private int k(int j, int c) {
        return y0((2 + j) * n + c);
    }

    private void emit() {
        for (int j = 0; j < stages; j++) {
            code.load(Code.ALOAD, STAGES);
            code.pushInt(j);
            code.op(Code.AALOAD);
            code.load(Code.ASTORE, stageArray(j));
        }
        for (int c = 0; c < n; c++) {
            loadComponent(Y, c, y0(c));
        }
        loadStage(0);
        boolean lastIsEnd = tableau.fsal() && !solutionOnly;
        for (int i = 1; i < (lastIsEnd ? stages - 1 : stages); i++) {
            if (!solutionOnly || tableau.isUsed(i)) {
                emitStage(i);
            }
        }
        emitSolution();
        if (lastIsEnd) {
            code.load(Code.ALOAD, FIELD);
            code.load(Code.DLOAD, T_NEXT);
            evaluate(Y1, stages - 1);
        }
        emitErrorRatio();
        code.op(Code.DRETURN);
        file.method("step", STEP_DESCRIPTOR, code, MAX_STACK, k(stages, 0));
    }

    private void loadComponent(int array, int c, int local) {
        code.load(Code.ALOAD, array);
        code.pushInt(c);
        code.op(Code.DALOAD);
        code.load(Code.DSTORE, local);
    }

    private void loadStage(int j) {
        for (int c = 0; c < n; c++) {
            loadComponent(stageArray(j), c, k(j, c));
        }
    }

    private void emitStage(int i) {
        for (int c = 0; c < n; c++) {
            code.load(Code.ALOAD, INPUT);
            code.pushInt(c);
            code.load(Code.DLOAD, y0(c));
            scaledSum(j -> tableau.a(i, j), i, c);
            code.op(Code.DADD);
            code.op(Code.DASTORE);
        }
        code.load(Code.ALOAD, FIELD);
        code.pushDouble(file.doubleConstant(tableau.c(i)));
        code.load(Code.DLOAD, T);
        code.load(Code.DLOAD, DT);
        code.load(Code.DLOAD, T_NEXT);
        invokeStatic("org/kutta/solver/Mesh", "stageTime", "(DDDD)D");
        evaluate(INPUT, i);
    }

    /** Calls the field, with itself and the time on the stack, and takes the stage into local variables. */
    private void evaluate(int inputArray, int stage) {
        code.load(Code.ALOAD, inputArray);
        code.load(Code.ALOAD, stageArray(stage));
        code.invokeInterface(
                file.methodConstant(
                        11, "org/kutta/solver/VectorField", "evaluate", "(DLjava/lang/Object;Ljava/lang/Object;)V"),
                5);
        loadStage(stage);
    }

    private void invokeStatic(String owner, String name, String descriptor) {
        code.invoke(Code.INVOKESTATIC, file.methodConstant(10, owner, name, descriptor));
    }

    /** Pushes {@code dt * sum(weight(j) * k[j][c])}, the sum in the order of j without zero weights. */
    private void scaledSum(IntToDoubleFunction weight, int length, int c) {
        code.load(Code.DLOAD, DT);
        boolean first = true;
        for (int j = 0; j < length; j++) {
            double w = weight.applyAsDouble(j);
            if (w != 0) {
                code.pushDouble(file.doubleConstant(w));
                code.load(Code.DLOAD, k(j, c));
                code.op(Code.DMUL);
                if (!first) {
                    code.op(Code.DADD);
                }
                first = false;
            }
        }
        if (first) {
            code.pushDouble(file.doubleConstant(0));
        }
        code.op(Code.DMUL);
    }

    private void emitSolution() {
        for (int c = 0; c < n; c++) {
            code.load(Code.DLOAD, y0(c));
            scaledSum(tableau::b, stages, c);
            code.op(Code.DADD);
            code.load(Code.DSTORE, y1(c));
            code.load(Code.ALOAD, Y1);
            code.pushInt(c);
            code.load(Code.DLOAD, y1(c));
            code.op(Code.DASTORE);
        }
    }

    private void emitErrorRatio() {
        if (solutionOnly || tableau.errorRule() == ErrorRule.NONE) {
            code.pushDouble(file.doubleConstant(0));
            return;
        }
        emitRatio(0);
        if (tableau.errorRule() == ErrorRule.DOP853) {
            emitRatio(1);
            invokeStatic("org/kutta/solver/step/RungeKuttaStep", "combineRatios", "(DD)D");
        }
    }

    /** Pushes the root mean square of one estimate in units of the tolerances. */
    private void emitRatio(int estimate) {
        code.pushDouble(file.doubleConstant(0));
        for (int c = 0; c < n; c++) {
            scaledSum(i -> tableau.e(estimate, i), stages, c);
            code.pushDouble(file.doubleConstant(1));
            code.load(Code.DLOAD, ATOL);
            code.load(Code.DLOAD, RTOL);
            absolute(y0(c));
            absolute(y1(c));
            invokeStatic("java/lang/Math", "max", "(DD)D");
            code.op(Code.DMUL);
            code.op(Code.DADD);
            code.op(Code.DDIV);
            code.op(Code.DMUL);
            code.op(Code.DUP2);
            code.op(Code.DMUL);
            code.pushDouble(file.doubleConstant(0));
            code.load(Code.DLOAD, y1(c));
            code.op(Code.DMUL);
            code.op(Code.DADD);
            code.op(Code.DADD);
        }
        code.pushDouble(file.doubleConstant(1.0 / n));
        code.op(Code.DMUL);
        invokeStatic("java/lang/Math", "sqrt", "(D)D");
    }

    private void absolute(int local) {
        code.load(Code.DLOAD, local);
        invokeStatic("java/lang/Math", "abs", "(D)D");
    }
}

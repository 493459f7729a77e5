package org.kutta.nn.scheme;

import org.kutta.nn.layer.PlanContext;
import org.kutta.nn.nd4j.PreparedOp;
import org.kutta.nn.nd4j.Program;
import org.kutta.nn.scheme.ReversiblePair.Ends;
import org.nd4j.linalg.api.ndarray.INDArray;

/** How two states begin from the input, how the output is made of them, and both backwards. */
final class ReversibleEnds {

    private final Ends kind;
    private final boolean newerIsFirst;
    private final PlanContext context;
    private final INDArray input;
    private final INDArray output;
    private final Program begin = new Program();
    private final Program end = new Program();
    private final Program beginBackward = new Program();
    private final Program endBackward = new Program();

    /** The states at the end are kept in arrays of their own: the backward pass begins with them, as often as it is run. */
    ReversibleEnds(
            ReversibleStack stack,
            PlanContext context,
            INDArray input,
            INDArray first,
            INDArray second,
            INDArray firstAtEnd,
            INDArray secondAtEnd) {
        this.kind = stack.pair().ends();
        this.context = context;
        this.input = input;
        this.newerIsFirst = kind == Ends.TWICE && stack.blocks() % 2 == 1;
        if (kind == Ends.HALVES) {
            output = context.allocate(input.shape());
            begin.add(PreparedOp.part(input, 0, first)).add(PreparedOp.part(input, first.size(-1), second));
            end.add(PreparedOp.join(output, firstAtEnd, secondAtEnd));
            return;
        }
        output = newerIsFirst ? firstAtEnd : secondAtEnd;
        begin.copy(input, second);
        if (kind == Ends.AT_REST) {
            begin.setZero(first);
        } else {
            begin.copy(input, first);
        }
    }

    INDArray output() {
        return output;
    }

    boolean needsOutput() {
        return kind != Ends.HALVES;
    }

    void begin() {
        begin.run();
    }

    void end() {
        end.run();
    }

    /** Where the cotangent of the input will be. */
    INDArray bindBackward(INDArray outputBar, INDArray firstBar, INDArray secondBar) {
        INDArray inputBar = context.acquire(input.shape());
        if (kind == Ends.HALVES) {
            beginBackward
                    .add(PreparedOp.part(outputBar, 0, firstBar))
                    .add(PreparedOp.part(outputBar, firstBar.size(-1), secondBar));
            endBackward.add(PreparedOp.join(inputBar, firstBar, secondBar));
            return inputBar;
        }
        beginBackward.copy(outputBar, newerIsFirst ? firstBar : secondBar).setZero(newerIsFirst ? secondBar : firstBar);
        endBackward.copy(secondBar, inputBar);
        if (kind == Ends.TWICE) {
            endBackward.axpy(1, firstBar, inputBar);
        }
        return inputBar;
    }

    void beginBackward() {
        beginBackward.run();
    }

    void endBackward() {
        endBackward.run();
    }
}

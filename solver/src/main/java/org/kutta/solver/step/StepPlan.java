package org.kutta.solver.step;

import org.kutta.solver.tableau.ButcherTableau;

/** The sums of one step over given stage buffers, worked out once. */
final class StepPlan<S> {

    final S[] stages;
    final StageSum<S>[] rows;
    final StageSum<S> solution;
    final StageSum<S>[] errors;

    StepPlan(ButcherTableau tableau, S[] stages) {
        this.stages = stages;
        int count = stages.length;
        rows = newArray(count);
        for (int i = 0; i < count; i++) {
            int row = i;
            rows[i] = new StageSum<>(j -> tableau.a(row, j), stages, i);
        }
        solution = new StageSum<>(tableau::b, stages, count);
        errors = newArray(tableau.errorEstimates());
        for (int k = 0; k < errors.length; k++) {
            int estimate = k;
            errors[k] = new StageSum<>(i -> tableau.e(estimate, i), stages, count);
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no arrays of generic types
    private static <S> StageSum<S>[] newArray(int count) {
        return new StageSum[count];
    }
}

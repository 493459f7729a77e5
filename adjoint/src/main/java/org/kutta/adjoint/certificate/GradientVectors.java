package org.kutta.adjoint.certificate;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import org.kutta.adjoint.GradientSolve;
import org.kutta.adjoint.ParameterLayout;
import org.kutta.adjoint.certificate.GradientCertificate.GroupResult;
import org.kutta.solver.Mesh;

/** A gradient with respect to the initial state and the parameters, or its components at some places. */
final class GradientVectors<S> {
    private final GradientProblem<S> problem;
    private final S start;
    private final S parameters;
    /** At most this many components of each group are meant. */
    private final long perGroup;

    GradientVectors(GradientProblem<S> problem) {
        this(problem, Long.MAX_VALUE);
    }

    private GradientVectors(GradientProblem<S> problem, long perGroup) {
        this.problem = problem;
        this.start = problem.space().zerosLike(problem.y0());
        this.parameters = problem.space().zerosLike(problem.field().parameters());
        this.perGroup = perGroup;
    }

    void take(GradientSolve<S> solve) {
        solve.backward(problem.w(), start, parameters);
    }

    static <S> GradientVectors<S> differences(GradientProblem<S> problem, Mesh mesh, int perGroup) {
        GradientVectors<S> result = new GradientVectors<>(problem, perGroup);
        Components<S> components = problem.components();
        try (MeshDifferences<S> differences = new MeshDifferences<>(problem, mesh)) {
            for (ParameterLayout.Group group : result.allGroups()) {
                boolean ofStart = group.name().equals(START);
                S target = ofStart ? result.start : result.parameters;
                for (long place : result.places(group)) {
                    components.set(
                            target, place, ofStart ? differences.ofStart(place) : differences.ofParameter(place));
                }
            }
        }
        return result;
    }

    /** Name of the group of the initial state; no layout has two groups of one name, this one comes first. */
    private static final String START = "y0";

    private List<ParameterLayout.Group> allGroups() {
        List<ParameterLayout.Group> groups = new ArrayList<>();
        groups.addAll(ParameterLayout.of(START, problem.space().size(start)).groups());
        groups.addAll(problem.field().layout().groups());
        return groups;
    }

    /** Indices of the components that are meant, evenly spread over a group. */
    private long[] places(ParameterLayout.Group group) {
        int count = Math.toIntExact(Math.min(perGroup, group.size()));
        long[] places = new long[count];
        for (int i = 0; i < count; i++) {
            places[i] = group.offset() + i * group.size() / count;
        }
        return places;
    }

    Agreement agreement(GradientVectors<S> reference) {
        Agreement all = new Agreement();
        for (ParameterLayout.Group group : allGroups()) {
            all.add(agreement(group, reference));
        }
        return all;
    }

    ImmutableList<GroupResult> groups(GradientVectors<S> reference) {
        ImmutableList.Builder<GroupResult> results = ImmutableList.builder();
        for (ParameterLayout.Group group : allGroups()) {
            Agreement agreement = agreement(group, reference);
            results.add(new GroupResult(group.name(), agreement.relativeError(), agreement.cosine()));
        }
        return results.build();
    }

    private Agreement agreement(ParameterLayout.Group group, GradientVectors<S> reference) {
        Components<S> components = problem.components();
        boolean ofStart = group.name().equals(START);
        Agreement agreement = new Agreement();
        for (long place : reference.places(group)) {
            agreement.add(
                    components.get(ofStart ? start : parameters, place),
                    components.get(ofStart ? reference.start : reference.parameters, place));
        }
        return agreement;
    }
}

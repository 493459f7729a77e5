package org.kutta.solver.ensemble;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.kutta.solver.Checks;
import org.kutta.solver.Solution;
import org.kutta.solver.SolveStats;

/**
 * The members of an ensemble after their solves, in the order in which they were given.
 *
 * @param <S> type of the state
 */
public final class EnsembleSolution<S> {

    private final ImmutableList<EnsembleMember<S>> members;

    EnsembleSolution(List<EnsembleMember<S>> members) {
        this.members = ImmutableList.copyOf(members);
    }

    /** {@return the number of members} */
    public int size() {
        return members.size();
    }

    /** {@return all members} */
    public ImmutableList<EnsembleMember<S>> members() {
        return members;
    }

    /**
     * {@return a member}
     *
     * @param i its index
     */
    public EnsembleMember<S> member(int i) {
        return members.get(Checks.index("member", i, members.size()));
    }

    /**
     * {@return a member's solution}
     *
     * @param i its index
     * @throws IllegalStateException if it has none, see {@link EnsembleMember#solution}
     */
    public Solution<S> solution(int i) {
        return member(i).solution();
    }

    /** {@return whether every member's solve ended where it was meant to} */
    public boolean isSuccess() {
        return members.stream().allMatch(EnsembleMember::isSuccess);
    }

    /** {@return the members whose solves did not end where they were meant to} */
    public ImmutableList<EnsembleMember<S>> unsuccessful() {
        return members.stream().filter(m -> !m.isSuccess()).collect(ImmutableList.toImmutableList());
    }

    /** {@return what all solves have done together; members without a solution count nothing} */
    public SolveStats stats() {
        return members.stream()
                .filter(EnsembleMember::hasSolution)
                .map(m -> m.solution().stats())
                .reduce(SolveStats.NONE, SolveStats::plus);
    }

    /**
     * {@return the final states, live, in the order of the members}
     *
     * @throws IllegalStateException if a member has no solution
     */
    public ImmutableList<S> finalStates() {
        return members.stream().map(m -> m.solution().finalState()).collect(ImmutableList.toImmutableList());
    }
}

package org.kutta.nn.scheme;

import java.util.ArrayList;
import java.util.List;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.LayerPart;
import org.kutta.nn.layer.Shape;
import org.kutta.solver.Checks;

/**
 * What a scheme computes, as data: sub-networks applied to nodes, linear combinations of nodes, and nodes joined along the last axis. Values, parameters and both passes
 * follow from it, so that a scheme is its formula and nothing else.
 */
final class Formula {

    private final List<Part> parts = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Node output;
    private long parameterCount;
    private long stateCount;
    private long evaluations;

    private Formula(FormulaLayer layer, Shape shape) {
        output = layer.write(this, add(new Input(0, shape)));
    }

    static Formula of(FormulaLayer layer, Shape input) {
        return new Formula(layer, input);
    }

    List<Part> parts() {
        return parts;
    }

    /** The layers and how often each is evaluated. */
    List<LayerPart> layerParts() {
        return parts.stream()
                .map(part -> new LayerPart(part.layer(), part.input(), evaluations(part)))
                .toList();
    }

    private long evaluations(Part part) {
        return nodes.stream()
                .filter(node -> (node instanceof Apply apply && apply.part().equals(part))
                        || (node instanceof Evaluate evaluate
                                && evaluate.field().equals(part)))
                .count();
    }

    /** All nodes, the input first, each after those that it reads. */
    List<Node> nodes() {
        return nodes;
    }

    Node output() {
        return output;
    }

    /** Evaluations of sub-networks and fields in one forward pass. */
    long evaluations() {
        return evaluations;
    }

    /** A sub-network with numbers of its own. */
    Node apply(String name, Layer layer, Node x) {
        evaluations++;
        return adjust(name, layer, x);
    }

    /** A layer that does not count as a sub-network, such as a learned coefficient. */
    Node adjust(String name, Layer layer, Node x) {
        Part part = part(name, layer, x.shape(), false);
        return add(new Apply(nodes.size(), layer.outputShape(x.shape()), part, x));
    }

    /** A field that may be evaluated at several nodes, always with the same numbers, masks and statistics. */
    Part field(String name, Layer layer, Shape shape) {
        return part(name, layer, shape, true);
    }

    Node evaluate(Part field, Node x) {
        evaluations++;
        return add(new Evaluate(nodes.size(), x.shape(), field, x));
    }

    Node sum(Term... terms) {
        return sum(List.of(terms));
    }

    Node sum(List<Term> terms) {
        Shape shape = terms.get(0).node().shape();
        for (Term term : terms) {
            Shape other = term.node().shape();
            Checks.check(other.equals(shape), "a sum needs equal shapes, but its terms are %s and %s", shape, other);
        }
        return add(new Sum(nodes.size(), shape, List.copyOf(terms)));
    }

    Node join(List<Node> parts) {
        Shape first = parts.get(0).shape();
        long last = parts.stream().mapToLong(node -> node.shape().dim(-1)).sum();
        return add(new Join(nodes.size(), first.withLast(last), List.copyOf(parts)));
    }

    private Part part(String name, Layer layer, Shape shape, boolean shared) {
        long parameters = layer.parameterCount(shape);
        long state = layer.stateCount(shape);
        Part part = new Part(name, layer, shape, shared, parameterCount, parameters, stateCount, state);
        parameterCount += parameters;
        stateCount += state;
        parts.add(part);
        return part;
    }

    private Node add(Node node) {
        nodes.add(node);
        return node;
    }

    static Term term(double factor, Node node) {
        return new Term(factor, node);
    }

    static Term term(Node node) {
        return new Term(1, node);
    }

    /** One layer and where its numbers are. */
    record Part(
            String name,
            Layer layer,
            Shape input,
            boolean shared,
            long parameterOffset,
            long parameterCount,
            long stateOffset,
            long stateCount) {}

    /** A value of the scheme, made once in each forward pass. */
    sealed interface Node {

        /** Position among the nodes. */
        int index();

        /** Shape of one sample. */
        Shape shape();
    }

    record Input(int index, Shape shape) implements Node {}

    record Apply(int index, Shape shape, Part part, Node x) implements Node {}

    record Evaluate(int index, Shape shape, Part field, Node x) implements Node {}

    record Sum(int index, Shape shape, List<Term> terms) implements Node {}

    record Join(int index, Shape shape, List<Node> parts) implements Node {}

    record Term(double factor, Node node) {}
}

package org.kutta.nn.scheme;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.kutta.nn.layer.LayerBinding;
import org.kutta.nn.layer.LayerField;
import org.kutta.nn.layer.LayerPlan;
import org.kutta.nn.layer.PlanContext;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.Program;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A formula bound to a batch: its nodes in turn, and back. */
final class FormulaPlan implements LayerPlan {

    private final PlanContext context;
    private final Formula formula;
    private final INDArray input;
    private final INDArray[] values;
    /** One for every node but the input. */
    private final List<FormulaStep> steps = new ArrayList<>();

    private final Map<Formula.Part, LayerBinding> fields = new LinkedHashMap<>();
    private final Program zeroFieldBars = new Program();

    FormulaPlan(FormulaLayer layer, PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        this.context = context;
        this.input = input;
        Shape shape = Shape.ofSamples(input);
        this.formula = Formula.of(layer, shape);
        this.values = new INDArray[formula.nodes().size()];
        for (Formula.Part part : formula.parts()) {
            if (part.shared()) {
                LayerField field = new LayerField(
                        part.layer(), part.input(), parameters(part, parameters), state(part, state), context.mode());
                fields.put(part, field.bind(input));
            }
        }
        values[0] = input;
        for (Formula.Node node : formula.nodes().subList(1, values.length)) {
            FormulaStep step = step(node, parameters, state);
            steps.add(step);
            values[node.index()] = step.output();
        }
    }

    private FormulaStep step(Formula.Node node, INDArray parameters, INDArray state) {
        if (node instanceof Formula.Apply apply) {
            Formula.Part part = apply.part();
            return new ApplyStep(
                    apply,
                    part.layer().plan(context, value(apply.x()), parameters(part, parameters), state(part, state)));
        }
        INDArray output = context.allocate(node.shape());
        if (node instanceof Formula.Evaluate evaluate) {
            LayerBinding field = fields.get(evaluate.field());
            if (field == null) {
                throw new IllegalStateException("field " + evaluate.field().name() + " is not bound");
            }
            return new EvaluateStep(evaluate, value(evaluate.x()), output, field);
        }
        if (node instanceof Formula.Sum sum) {
            return new SumStep(
                    sum, sum.terms().stream().map(term -> value(term.node())).toList(), output);
        }
        if (node instanceof Formula.Join join) {
            return new JoinStep(
                    join, context, join.parts().stream().map(this::value).toList(), output);
        }
        throw new IllegalStateException("a formula has one input");
    }

    private INDArray value(Formula.Node node) {
        return values[node.index()];
    }

    private static INDArray parameters(Formula.Part part, INDArray vector) {
        return NativeArrays.slice(vector, part.parameterOffset(), part.parameterCount());
    }

    private static INDArray state(Formula.Part part, INDArray vector) {
        return NativeArrays.slice(vector, part.stateOffset(), part.stateCount());
    }

    @Override
    public INDArray output() {
        return value(formula.output());
    }

    @Override
    public boolean needsOutput() {
        int output = formula.output().index();
        return output != values.length - 1 || steps.get(output - 1).needsOutput();
    }

    @Override
    public void forward(double t) {
        fields.values().forEach(LayerBinding::beginForward);
        try {
            for (int i = 0; i < steps.size(); i++) {
                steps.get(i).forward(t);
            }
        } finally {
            fields.values().forEach(LayerBinding::endForward);
        }
    }

    @Override
    public INDArray bindBackward(INDArray outputBar, INDArray parametersBar) {
        for (Formula.Part field : fields.keySet()) {
            if (field.parameterCount() > 0) {
                zeroFieldBars.setZero(parameters(field, parametersBar));
            }
        }
        Cotangents bars =
                new Cotangents(context, values.length, formula.output().index(), outputBar);
        for (int i = steps.size() - 1; i >= 0; i--) {
            steps.get(i).bindBackward(bars, parametersBar);
        }
        return NativeArrays.view(bars.of(0), input.shape());
    }

    @Override
    public double backward() {
        zeroFieldBars.run();
        double timeBar = 0;
        for (int i = steps.size() - 1; i >= 0; i--) {
            timeBar += steps.get(i).backward();
        }
        return timeBar;
    }

    @Override
    public void commitStatistics() {
        fields.values().forEach(LayerBinding::commitStatistics);
        steps.forEach(FormulaStep::commitStatistics);
    }

    @Override
    public void resample(RandomGenerator random) {
        fields.values().forEach(field -> field.resample(random));
        steps.forEach(step -> step.resample(random));
    }

    @Override
    public Optional<String> firstNonFinite(double t) {
        for (FormulaStep step : steps) {
            Optional<String> where = step.firstNonFinite(t);
            if (where.isPresent()) {
                return where;
            }
        }
        return Optional.empty();
    }

    @Override
    public long nfeForward() {
        return formula.evaluations();
    }

    @Override
    public long nfeBackward() {
        return formula.evaluations();
    }

    @Override
    public long bytes() {
        long bytes = 0;
        for (LayerBinding field : fields.values()) {
            bytes += field.bytes();
        }
        for (FormulaStep step : steps) {
            bytes += step.bytes();
        }
        return bytes;
    }

    @Override
    public void close() {
        steps.forEach(FormulaStep::close);
        fields.values().forEach(LayerBinding::close);
    }
}

package org.kutta.adjoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.common.primitives.ImmutableDoubleArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.kutta.solver.Checks;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeProblem;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.ProductState;
import org.kutta.solver.Save;
import org.kutta.solver.Solution;
import org.kutta.solver.StateSpace;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;

/**
 * The accepted steps of a solve, to be taken again: bit for bit with the same tableau, or by another tableau or gradient
 * method on the same mesh.
 *
 * <p>A file holds nodes and steps as JSON numbers that read back as the same doubles, and a hash of the final state, by
 * which a replay is checked: of the bits of the components in their order for {@code double[]}, {@code float[]} and
 * {@link ProductState products} of them, of the bits of the squared norm for any other state.
 *
 * @param tableau name of a tableau of the catalogue
 * @param mesh nodes and steps
 * @param finalHash hash of the final state, in hexadecimal digits
 */
public record MeshRecording(String tableau, Mesh mesh, String finalHash) {
    private static final String FORMAT = "kutta-mesh-2";
    private static final JsonFactory JSON = new JsonFactory();

    /**
     * Solves a problem and records its steps.
     *
     * @param solver how to solve; its tableau is one of the catalogue
     * @param problem the problem
     * @param <S> type of the state
     * @return the recording
     * @throws IllegalArgumentException if the problem has guards or events: a step that was cut, or a state that was reset,
     *     cannot be taken again from nodes and steps
     * @throws org.kutta.solver.SolveFailedException if the solve fails
     */
    public static <S> MeshRecording record(OdeSolver solver, OdeProblem<S> problem) {
        String name = solver.tableau().name();
        Checks.check(Tableaus.byName(name).equals(solver.tableau()), "tableau", name, "must be one of the catalogue");
        Checks.check(
                !problem.isGuarded(),
                "problem (from %s to %s) must have no guards and no events to be recorded: they cut steps",
                problem.t0(),
                problem.t1());
        Solution<S> solution = solver.save(Save.mesh()).throwOnFailure(true).solve(problem);
        return new MeshRecording(name, solution.mesh(), hashOf(problem.space(), solution.finalState()));
    }

    /** {@return a solver that takes the recorded steps with the recorded tableau} */
    public OdeSolver replay() {
        return replay(Tableaus.byName(tableau));
    }

    /**
     * {@return a solver that takes the recorded steps with another tableau}
     *
     * <p>Handed to a {@link GradientMethod} it takes the gradient on the recorded mesh.
     *
     * @param other any tableau
     */
    public OdeSolver replay(ButcherTableau other) {
        return OdeSolver.onMesh(other, mesh);
    }

    /**
     * {@return whether a solution ends in the very state that was recorded, judged by the hash}
     *
     * @param space algebra of the state
     * @param solution a solution of the same problem
     * @param <S> type of the state
     */
    public <S> boolean isReproducedBy(StateSpace<S> space, Solution<S> solution) {
        return hashOf(space, solution.finalState()).equals(finalHash);
    }

    private static <S> String hashOf(StateSpace<S> space, S state) {
        Hasher hasher = Hashing.sha256().newHasher();
        if (!putBits(state, hasher)) {
            hasher.putLong(space.size(state)).putDouble(space.dot(state, state));
        }
        return hasher.hash().toString();
    }

    /** Hashes the components; returns whether it knows them. */
    private static boolean putBits(Object state, Hasher hasher) {
        if (state instanceof double[] values) {
            for (double value : values) {
                hasher.putDouble(value);
            }
        } else if (state instanceof float[] values) {
            for (float value : values) {
                hasher.putFloat(value);
            }
        } else if (state instanceof ProductState<?> product) {
            for (int i = 0; i < product.parts(); i++) {
                if (!putBits(product.part(i), hasher)) {
                    return false;
                }
            }
        } else {
            return false;
        }
        return true;
    }

    /**
     * {@return where this recording and another part}
     *
     * @param other another recording
     */
    public Difference difference(MeshRecording other) {
        int common = Math.min(mesh.steps(), other.mesh.steps());
        int first = -1;
        double largest = 0;
        for (int n = 0; n < common; n++) {
            boolean same = mesh.t(n) == other.mesh.t(n)
                    && mesh.dt(n) == other.mesh.dt(n)
                    && mesh.t(n + 1) == other.mesh.t(n + 1);
            if (!same && first < 0) {
                first = n;
            }
            largest = Math.max(largest, Math.abs(other.mesh.dt(n) / mesh.dt(n) - 1));
        }
        if (first < 0 && mesh.steps() != other.mesh.steps()) {
            first = common;
        }
        return new Difference(
                tableau.equals(other.tableau),
                mesh.steps(),
                other.mesh.steps(),
                first,
                largest,
                finalHash.equals(other.finalHash));
    }

    /**
     * How two recordings differ.
     *
     * @param sameTableau whether both name the same tableau
     * @param steps steps of the first
     * @param otherSteps steps of the second
     * @param firstStep index of the first step that differs in a node or in its size; -1 if none does
     * @param largestStepChange largest relative difference of the sizes of steps of one index
     * @param sameEnd whether the hashes of the final states are the same
     */
    public record Difference(
            boolean sameTableau, int steps, int otherSteps, int firstStep, double largestStepChange, boolean sameEnd) {

        /** {@return whether nothing differs} */
        public boolean isNone() {
            return sameTableau && firstStep < 0 && sameEnd;
        }
    }

    /**
     * Writes this recording, to a new file beside the old one that then takes its place: a reader sees the one or the other.
     *
     * @param file file to create or replace
     * @throws IOException if writing fails; the old file is still there then
     */
    public void write(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path fresh = Files.createTempFile(absolute.getParent(), String.valueOf(absolute.getFileName()), ".tmp");
        try {
            writeTo(fresh);
            Files.move(fresh, absolute, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private void writeTo(Path file) throws IOException {
        try (JsonGenerator out = JSON.createGenerator(Files.newOutputStream(file))) {
            out.useDefaultPrettyPrinter();
            out.writeStartObject();
            out.writeStringField("format", FORMAT);
            out.writeStringField("tableau", tableau);
            out.writeStringField("finalHash", finalHash);
            out.writeArrayFieldStart("nodes");
            for (int n = 0; n <= mesh.steps(); n++) {
                out.writeNumber(mesh.t(n));
            }
            out.writeEndArray();
            out.writeArrayFieldStart("steps");
            for (int n = 0; n < mesh.steps(); n++) {
                out.writeNumber(mesh.dt(n));
            }
            out.writeEndArray();
            out.writeEndObject();
        }
    }

    /**
     * Reads a recording.
     *
     * @param file a file that {@link #write} made
     * @return the recording
     * @throws IOException if the file cannot be read or is no recording
     */
    public static MeshRecording read(Path file) throws IOException {
        String format = "";
        String tableau = "";
        String finalHash = "";
        ImmutableDoubleArray nodes = ImmutableDoubleArray.of();
        ImmutableDoubleArray steps = ImmutableDoubleArray.of();
        try (JsonParser in = JSON.createParser(Files.newInputStream(file))) {
            expect(in, in.nextToken(), JsonToken.START_OBJECT, file);
            for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
                in.nextToken();
                switch (name) {
                    case "format" -> format = in.getText();
                    case "tableau" -> tableau = in.getText();
                    case "finalHash" -> finalHash = in.getText();
                    case "nodes" -> nodes = numbers(in, file);
                    case "steps" -> steps = numbers(in, file);
                    default -> throw new IOException(file + " has the unknown field " + name);
                }
            }
        }
        if (!format.equals(FORMAT)) {
            throw new IOException(file + " is no recorded mesh: its format (" + format + ") must be " + FORMAT);
        }
        try {
            String known = Tableaus.byName(tableau).name();
            return new MeshRecording(known, Mesh.of(nodes.toArray(), steps.toArray()), finalHash);
        } catch (IllegalArgumentException wrong) {
            throw new IOException(file + " is no recorded mesh: " + wrong.getMessage(), wrong);
        }
    }

    private static ImmutableDoubleArray numbers(JsonParser in, Path file) throws IOException {
        expect(in, in.currentToken(), JsonToken.START_ARRAY, file);
        ImmutableDoubleArray.Builder values = ImmutableDoubleArray.builder();
        for (JsonToken token = in.nextToken(); token != JsonToken.END_ARRAY; token = in.nextToken()) {
            if (token == null || !token.isNumeric()) {
                throw new IOException(file + ", line " + in.currentLocation().getLineNr() + ": a number is expected");
            }
            values.add(in.getDoubleValue());
        }
        return values.build();
    }

    private static void expect(JsonParser in, JsonToken token, JsonToken wanted, Path file) throws IOException {
        if (token != wanted) {
            throw new IOException(file + ", line " + in.currentLocation().getLineNr() + ": " + wanted + " is expected");
        }
    }
}

package org.kutta.nn.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.nn.heap.HeapField;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.ode.OdeBlock;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;

/** Files that are damaged, foreign, or made to do harm. */
class HostileFileTests {
    private static final long SEED = 7;

    @TempDir
    Path folder;

    private Path file;
    private byte[] sound;

    @BeforeEach
    void write() throws IOException {
        Layer layer = OdeBlock.of(
                Sequential.of(Dense.of(3), new Tanh(), Dense.of(2)),
                OdeSolver.adaptive(Tableaus.BOSH3),
                DiscreteAdjoint.storeAll(),
                0,
                1);
        file = folder.resolve("model.kutta");
        SavedModel.of(layer, Shape.of(2), layer.initialParameters(Shape.of(2), new SplittableRandom(SEED)))
                .write(file);
        sound = Files.readAllBytes(file);
    }

    private void assertRefused(byte[] bytes, String what) throws IOException {
        Files.write(file, bytes);
        assertThatThrownBy(() -> SavedModel.read(file))
                .as(what)
                .isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith("model file (" + file + ") ");
    }

    @Test
    void read_anySingleByteChanged_isRefused() throws IOException {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < sound.length; i += 1 + random.nextInt(16)) {
            byte[] bytes = sound.clone();
            bytes[i] ^= (byte) (1 << random.nextInt(8));
            assertRefused(bytes, "byte " + i + ", seed " + SEED);
        }
    }

    @Test
    void read_truncatedOrPadded_isRefused() throws IOException {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int trial = 0; trial < 100; trial++) {
            int length = trial == 0 ? 0 : random.nextInt(sound.length);
            assertRefused(Arrays.copyOf(sound, length), "length " + length + ", seed " + SEED);
        }
        assertRefused(Arrays.copyOf(sound, sound.length + 1), "one byte more");
    }

    @Test
    void read_foreignFiles_areRefused() throws IOException {
        assertRefused("PK not really".getBytes(StandardCharsets.UTF_8), "text");
        NumpyFiles.writeNpz(Map.of("w", NumpyArray.of(new long[] {1}, new double[] {1})), file);
        assertRefused(Files.readAllBytes(file), "npz");
        assertThatThrownBy(() -> SavedModel.read(file)).hasMessageContaining("is no model file, or is truncated");
    }

    @Test
    void read_folder_isRefusedByItsName() {
        assertThatThrownBy(() -> SavedModel.read(folder))
                .isInstanceOf(IOException.class)
                .hasMessage(folder + ": is a folder, not a file");
    }

    /** The entries of the sound file, to be changed and sealed again: as one would who knows the format. */
    private Map<String, byte[]> entries() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        Files.write(file, sound);
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : zip.stream().toArray(ZipEntry[]::new)) {
                entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        }
        return entries;
    }

    private Path sealed(Map<String, byte[]> entries) throws IOException {
        WholeFile.write(
                file,
                out -> {
                    StoredZip zip = new StoredZip(out);
                    zip.comment(Seal.blank());
                    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                        zip.add(entry.getKey(), entry.getValue());
                    }
                    zip.finish();
                },
                Seal::put);
        return file;
    }

    private Path withText(UnaryOperator<String> change) throws IOException {
        Map<String, byte[]> entries = entries();
        String text = new String(entries.get("model.json"), StandardCharsets.UTF_8);
        String changed = change.apply(text);
        assertThat(changed).isNotEqualTo(text);
        entries.put("model.json", changed.getBytes(StandardCharsets.UTF_8));
        return sealed(entries);
    }

    @Test
    void entries_sealedAgainUnchanged_areRead() throws IOException {
        assertThat(SavedModel.read(sealed(entries())).layer()).isInstanceOf(OdeBlock.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"formatVersion\" : 1 | \"formatVersion\" : 2 | has version 2 of the format, written by Kutta",
                "\"format\" : \"kutta-model\" | \"format\" : \"other\" | is of another format",
                "\"DOUBLE\" | \"FLOAT\" | holds parameters/0.weight.npy as float64[2, 3] but its architecture has FLOAT",
                "\"DOUBLE\" | \"INT\" | dataType (\"INT\") must be FLOAT or DOUBLE",
                "\"units\" : 3 | \"units\" : 2147483647 | where its architecture has",
                "\"units\" : 3 | \"units\" : 3.5 | must be a whole number",
                "\"units\" : 3 | \"units\" : -3 | dense units (-3) must be >= 1",
                "\"units\" : 3 | \"units\" : 99999999999999999999999 | must be a whole number below 2^31",
                "\"units\" : 3, | | has no units",
                "\"units\" : 3 | \"units\" : 3, \"color\" : 1 | has the unknown key color",
                "\"units\" : 3 | \"units\" : 3, \"units\" : 3 | is no JSON: Duplicate field",
                "\"t1\" : 1.0 | \"t1\" : 0.0 | t1 (0.0) must not be t0",
                "\"t1\" : 1.0 | \"t1\" : \"Infinity\" | t1 (Infinity) must be finite",
                "\"type\" : \"tanh\" | \"type\" : \"java.lang.Runtime\" | must be a name that the registry knows",
                "\"type\" : \"tanh\" | \"type\" : \"pid\" | must be the name of a Layer",
                "\"XAVIER\" | \"EVIL\" | must be one of",
                "\"2/9\" | \"2/8\" | architecture.solver.tableau: line 1",
                "\"inputShape\" : [ 2 ] | \"inputShape\" : [ 3 ] | does not fit its input shape",
                "\"inputShape\" : [ 2 ] | \"inputShape\" : [ 4611686018427387904, 4, 2 ] | inputShape ([4611686018427387904,4,2]) must have at most 2^31 components",
                "\"inputShape\" : [ 2 ] | \"inputShape\" : [ ] | does not fit its input shape",
                "\"state\" : [ ] | \"state\" : [ 1 ] | lists 1 arrays under state but its architecture has 0",
            })
    void read_sealedButWrong_isRefusedWithTheReason(String text, String instead, String reason) throws IOException {
        Path wrong = withText(json -> json.replace(text, instead == null ? "" : instead));
        assertThatThrownBy(() -> SavedModel.read(wrong))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void read_sealedWithOtherArrays_isRefused() throws IOException {
        Map<String, byte[]> swapped = entries();
        swapped.put("parameters/0.bias.npy", NpyFormat.write(NumpyArray.of(new long[] {3}, new double[] {1, 2, 3})));
        assertThatThrownBy(() -> SavedModel.read(sealed(swapped)))
                .hasMessageContaining("holds parameters/0.bias.npy with another checksum than its text says");
        Map<String, byte[]> fewer = entries();
        fewer.remove("parameters/2.bias.npy");
        assertThatThrownBy(() -> SavedModel.read(sealed(fewer))).hasMessageContaining("has no parameters/2.bias.npy");
        Map<String, byte[]> more = entries();
        more.put("../../evil.sh", new byte[3]);
        assertThatThrownBy(() -> SavedModel.read(sealed(more)))
                .hasMessageContaining("has the entry ../../evil.sh, which belongs to no model");
    }

    @Test
    void read_nestedWithoutEnd_isRefusedWithoutOverflow() throws IOException {
        int depth = 100_000;
        Path deep = withText(json -> json.replaceFirst(
                "\"architecture\" : \\{",
                "\"architecture\" : {\"x\" : " + "[".repeat(depth) + "]".repeat(depth) + ","));
        assertThatThrownBy(() -> SavedModel.read(deep)).hasMessageContaining("is no JSON: Document nesting depth");
    }

    /** Stacks of stacks of stacks: 10^18 layers from a few hundred bytes. */
    @Test
    void read_layersThatMultiply_areRefusedBeforeTheyAreMade() throws IOException {
        Layer layer = new Tanh();
        for (int depth = 0; depth < 6; depth++) {
            layer = RungeKuttaStack.perStage(Tableaus.EULER, Mesh.uniform(0, 1, 1000), layer);
        }
        // Written by hand, for writing would ask the layer for its groups.
        ValueCodec codec = new ValueCodec(ModelRegistry.standard());
        String architecture = codec.write(layer, Layer.class).toString();
        Path bomb = withText(json -> json.substring(0, json.indexOf("\"architecture\" : "))
                + "\"architecture\" : " + architecture + ", "
                + json.substring(json.indexOf("\"metadata\"")));
        assertThatThrownBy(() -> SavedModel.read(bomb)).hasMessageContaining("more than 1000000 layers");
    }

    @Test
    void read_compressedEntries_areRefused() throws IOException {
        WholeFile.write(
                file,
                out -> {
                    ZipOutputStream zip = new ZipOutputStream(out);
                    zip.setComment(Seal.blank());
                    zip.putNextEntry(new ZipEntry("model.json"));
                    zip.write(new byte[10_000_000]);
                    zip.closeEntry();
                    zip.finish();
                },
                Seal::put);
        assertThatThrownBy(() -> SavedModel.read(file)).hasMessageContaining("has a compressed entry, model.json");
    }

    private static byte[] npy(String dictionary, int elementBytes) {
        byte[] text = dictionary.getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer bytes = ByteBuffer.allocate(10 + text.length + elementBytes).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) text.length);
        return bytes.put(text).array();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), } ~ 15 ~ ends too early",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), } ~ 17 ~ goes on after its last element",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (999999999999, 999999999999), } ~ 8 ~ which is more than one array can hold",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (0, 999999999999999999, 99), } ~ 8 ~ goes on after its last element",
                "{'descr': '<f4', 'fortran_order': True, 'shape': (500000000,), } ~ 8 ~ than half the heap",
                "{'descr': '<i8', 'fortran_order': False, 'shape': (1,), } ~ 8 ~ has elements of type <i8: convert",
                "{'descr': '|O', 'fortran_order': False, 'shape': (1,), } ~ 8 ~ has elements of type |O: convert",
                "{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), } ~ 8 ~ has a header that tells no",
                "__import__('os').system('true') ~ 8 ~ has a header that tells no",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), } ~ 8 ~ has a header that tells no",
            })
    void npy_thatIsNoPlainArray_isRefused(String dictionary, int bytes, String reason) throws IOException {
        Path npy = folder.resolve("x.npy");
        Files.write(npy, npy(dictionary, bytes));
        assertThatThrownBy(() -> NumpyFiles.read(npy))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void npz_thatInflatesToFarMore_isStoppedByItsHeader() throws IOException {
        Path npz = folder.resolve("x.npz");
        try (OutputStream out = Files.newOutputStream(npz);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("x.npy"));
            zip.write(npy("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", 16));
            zip.write(new byte[20_000_000]);
            zip.closeEntry();
        }
        assertThatThrownBy(() -> NumpyFiles.read(npz)).hasMessageContaining("goes on after its last element");
    }

    /** Kills a process that writes one model over another without end; whatever moment it was, a whole model is there. */
    @Test
    void write_killedAtAnyMoment_leavesAWholeModel() throws Exception {
        Path target = folder.resolve("killed.kutta");
        SplittableRandom random = new SplittableRandom(SEED);
        for (int trial = 0; trial < 3; trial++) {
            Process process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            EndlessWriter.class.getName(),
                            target.toString()))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("killed.log").toFile())
                    .start();
            try {
                long end = System.nanoTime() + 20_000_000_000L;
                while (!Files.exists(target) && process.isAlive() && System.nanoTime() < end) {
                    Thread.sleep(5);
                }
                Thread.sleep(random.nextInt(200));
            } finally {
                process.destroyForcibly().waitFor();
            }
            SavedModel read = SavedModel.read(target);
            assertThat(read.toHeapField().parameters()).containsOnly(read.flatParameters()[0]);
        }
    }

    /** Writes models whose numbers are all the same, each model another number. */
    static final class EndlessWriter {
        public static void main(String[] args) throws IOException {
            HeapField field = HeapField.of(Sequential.of(Dense.of(200), new Tanh(), Dense.of(100)), 100, SEED);
            for (int n = 0; ; n++) {
                Arrays.fill(field.parameters(), n);
                SavedModel.of(field).write(Path.of(args[0]));
            }
        }
    }
}

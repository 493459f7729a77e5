package org.kutta.solver.step;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes a class file with straight-line methods: the constant pool, and the few instructions that sums of products take.
 *
 * @see "The Java Virtual Machine Specification, Java SE 17, chapter 4"
 */
final class ClassFile {

    /** Class file version of Java 17. */
    private static final int VERSION = 61;

    private static final int PUBLIC = 0x0001;
    private static final int FINAL_SUPER = 0x0030;

    private final Map<String, Integer> constants = new HashMap<>();
    private final ByteArrayOutputStream pool = new ByteArrayOutputStream();
    private final DataOutputStream poolOut = new DataOutputStream(pool);
    private final ByteArrayOutputStream methods = new ByteArrayOutputStream();
    private final DataOutputStream methodsOut = new DataOutputStream(methods);
    private final int thisClass;
    private final int superClass;
    private final int implemented;
    private int nextConstant = 1;
    private int methodCount;

    ClassFile(String name, String interfaceName) {
        thisClass = classConstant(name);
        superClass = classConstant("java/lang/Object");
        implemented = classConstant(interfaceName);
        Code constructor = new Code();
        constructor.load(Code.ALOAD, 0);
        constructor.invoke(Code.INVOKESPECIAL, methodConstant(10, "java/lang/Object", "<init>", "()V"));
        constructor.op(Code.RETURN);
        method("<init>", "()V", constructor, 1, 1);
    }

    private int constant(String key, int slots, Writer content) {
        Integer known = constants.get(key);
        if (known != null) {
            return known;
        }
        int index = nextConstant;
        nextConstant += slots;
        constants.put(key, index);
        write(poolOut, content);
        return index;
    }

    int utf8(String text) {
        return constant("utf8 " + text, 1, out -> {
            out.writeByte(1);
            out.writeUTF(text);
        });
    }

    int classConstant(String name) {
        int utf8 = utf8(name);
        return constant("class " + name, 1, out -> {
            out.writeByte(7);
            out.writeShort(utf8);
        });
    }

    int doubleConstant(double value) {
        return constant("double " + Double.doubleToRawLongBits(value), 2, out -> {
            out.writeByte(6);
            out.writeDouble(value);
        });
    }

    /** A reference to a method; the tag is 10 for methods of classes and 11 for methods of interfaces. */
    int methodConstant(int tag, String owner, String name, String descriptor) {
        int ownerIndex = classConstant(owner);
        int nameIndex = utf8(name);
        int descriptorIndex = utf8(descriptor);
        int nameAndType = constant("name " + name + descriptor, 1, out -> {
            out.writeByte(12);
            out.writeShort(nameIndex);
            out.writeShort(descriptorIndex);
        });
        return constant("method " + owner + "." + name + descriptor, 1, out -> {
            out.writeByte(tag);
            out.writeShort(ownerIndex);
            out.writeShort(nameAndType);
        });
    }

    void method(String name, String descriptor, Code code, int maxStack, int maxLocals) {
        int nameIndex = utf8(name);
        int descriptorIndex = utf8(descriptor);
        int codeIndex = utf8("Code");
        byte[] bytes = code.bytes.toByteArray();
        methodCount++;
        write(methodsOut, out -> {
            out.writeShort(PUBLIC);
            out.writeShort(nameIndex);
            out.writeShort(descriptorIndex);
            out.writeShort(1);
            out.writeShort(codeIndex);
            out.writeInt(12 + bytes.length);
            out.writeShort(maxStack);
            out.writeShort(maxLocals);
            out.writeInt(bytes.length);
            out.write(bytes);
            out.writeShort(0);
            out.writeShort(0);
        });
    }

    byte[] toByteArray() {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        write(new DataOutputStream(file), out -> {
            out.writeInt(0xCAFEBABE);
            out.writeInt(VERSION);
            out.writeShort(nextConstant);
            pool.writeTo(out);
            out.writeShort(FINAL_SUPER);
            out.writeShort(thisClass);
            out.writeShort(superClass);
            out.writeShort(1);
            out.writeShort(implemented);
            out.writeShort(0);
            out.writeShort(methodCount);
            methods.writeTo(out);
            out.writeShort(0);
        });
        return file.toByteArray();
    }

    @FunctionalInterface
    private interface Writer {
        void writeTo(DataOutputStream out) throws IOException;
    }

    private static void write(DataOutputStream out, Writer content) {
        try {
            content.writeTo(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
    }

    /** The instructions of one method. */
    static final class Code {

        static final int ALOAD = 25;
        static final int DLOAD = 24;
        static final int ASTORE = 58;
        static final int DSTORE = 57;
        static final int AALOAD = 50;
        static final int DALOAD = 49;
        static final int DASTORE = 82;
        static final int DADD = 99;
        static final int DMUL = 107;
        static final int DDIV = 111;
        static final int DUP2 = 92;
        static final int DRETURN = 175;
        static final int RETURN = 177;
        static final int INVOKESPECIAL = 183;
        static final int INVOKESTATIC = 184;

        private static final int WIDE = 196;
        private static final int LDC2_W = 20;
        private static final int SIPUSH = 17;
        private static final int INVOKEINTERFACE = 185;

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        int length() {
            return bytes.size();
        }

        void op(int opcode) {
            bytes.write(opcode);
        }

        private void index(int value) {
            bytes.write(value >>> 8);
            bytes.write(value);
        }

        /** A load or store of a local variable. */
        void load(int opcode, int local) {
            if (local > 255) {
                op(WIDE);
                op(opcode);
                index(local);
            } else {
                op(opcode);
                bytes.write(local);
            }
        }

        void pushInt(int value) {
            op(SIPUSH);
            index(value);
        }

        void pushDouble(int constant) {
            op(LDC2_W);
            index(constant);
        }

        void invoke(int opcode, int method) {
            op(opcode);
            index(method);
        }

        void invokeInterface(int method, int argumentSlots) {
            op(INVOKEINTERFACE);
            index(method);
            bytes.write(argumentSlots);
            bytes.write(0);
        }
    }
}

package org.kutta.examples.doctor;

import com.google.common.base.Ascii;
import org.jspecify.annotations.Nullable;

/**
 * One thing that was looked at.
 *
 * @param subject what
 * @param verdict what to think of it
 * @param found what is there
 * @param cure what to do, or null if nothing is to be done
 */
record Finding(
        String subject,
        Verdict verdict,
        String found,
        @Nullable String cure) {

    /** What to think of a finding. */
    enum Verdict {
        FINE,
        SLOW,
        WRONG;

        @Override
        public String toString() {
            return Ascii.toLowerCase(name());
        }
    }

    static Finding fine(String subject, String found) {
        return new Finding(subject, Verdict.FINE, found, null);
    }

    static Finding slow(String subject, String found, String cure) {
        return new Finding(subject, Verdict.SLOW, found, cure);
    }

    static Finding wrong(String subject, String found, String cure) {
        return new Finding(subject, Verdict.WRONG, found, cure);
    }

    /** Fine if a condition holds, slow otherwise. */
    static Finding slowUnless(boolean condition, String subject, String found, String cure) {
        return condition ? fine(subject, found) : slow(subject, found, cure);
    }
}

package org.kutta.adjoint;

import org.junit.jupiter.api.Nested;

/** The hand-written fields that the gradient methods are tested with keep the contract themselves. */
class AnalyticFieldTests {
    @Nested
    class LinearTests implements OnDoubles {
        private final LinearField field = LinearField.contracting();

        @Override
        public LinearField field() {
            return field;
        }

        @Override
        public double[] newState() {
            return new double[3];
        }
    }

    @Nested
    class LorenzTests implements OnDoubles {
        private final LorenzField field = new LorenzField();

        @Override
        public LorenzField field() {
            return field;
        }

        @Override
        public double[] newState() {
            return new double[3];
        }
    }

    @Nested
    class VanDerPolTests implements OnDoubles {
        private final VanDerPolField field = new VanDerPolField(1.5);

        @Override
        public VanDerPolField field() {
            return field;
        }

        @Override
        public double[] newState() {
            return new double[2];
        }
    }

    @Nested
    class DrivenTests implements OnDoubles {
        private final DrivenField field = new DrivenField();

        @Override
        public DrivenField field() {
            return field;
        }

        @Override
        public double[] newState() {
            return new double[2];
        }
    }

    @Nested
    class TanhTests implements OnDoubles {
        private final TanhField field = new TanhField(4, 7, 11);

        @Override
        public TanhField field() {
            return field;
        }

        @Override
        public double[] newState() {
            return new double[4];
        }
    }
}

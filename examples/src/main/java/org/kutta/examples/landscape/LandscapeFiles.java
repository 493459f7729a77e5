package org.kutta.examples.landscape;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The grids as files for other programs. */
final class LandscapeFiles {
    private LandscapeFiles() {}

    /** A line for each grid point of each arm; a loss that is not finite is an empty field. */
    static byte[] csv(LandscapeResult result) {
        StringBuilder text = new StringBuilder("arm,x,y,loss\n");
        for (ArmSurface arm : result.arms()) {
            for (int row = 0; row < result.y().length; row++) {
                for (int column = 0; column < result.x().length; column++) {
                    double loss = arm.losses()[row][column];
                    text.append(arm.name()).append(',').append(result.x()[column]);
                    text.append(',').append(result.y()[row]).append(',');
                    text.append(Double.isFinite(loss) ? Double.toString(loss) : "")
                            .append('\n');
                }
            }
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * A structured grid in VTK's legacy text format, with the losses of each arm as point data: in ParaView, warp it by one of them. {@code nan} where a loss is not
     * finite.
     */
    static byte[] vtk(LandscapeResult result) {
        int columns = result.x().length;
        int rows = result.y().length;
        StringBuilder text = new StringBuilder("# vtk DataFile Version 3.0\n");
        text.append("loss surfaces of ").append(result.dataset()).append("\nASCII\nDATASET STRUCTURED_GRID\n");
        text.append(
                String.format(Locale.ROOT, "DIMENSIONS %d %d 1\nPOINTS %d double\n", columns, rows, columns * rows));
        for (double y : result.y()) {
            for (double x : result.x()) {
                text.append(x).append(' ').append(y).append(" 0.0\n");
            }
        }
        text.append("POINT_DATA ").append(columns * rows).append('\n');
        for (ArmSurface arm : result.arms()) {
            text.append("SCALARS loss_")
                    .append(arm.name().replace('-', '_'))
                    .append(" double 1\nLOOKUP_TABLE default\n");
            for (double[] row : arm.losses()) {
                for (double loss : row) {
                    text.append(Double.isFinite(loss) ? Double.toString(loss) : "nan")
                            .append('\n');
                }
            }
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }
}

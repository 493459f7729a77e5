package org.kutta.examples.study;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A study on a grid as a command: what it asks is all that differs. */
abstract class GridStudy implements Callable<Integer> {
    private final Study study;

    @Mixin
    private GridOptions options = new GridOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    GridStudy(Study study) {
        this.study = study;
    }

    @Override
    public Integer call() throws IOException {
        return options.run(study, spec);
    }
}

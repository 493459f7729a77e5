package org.kutta.docs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules that hold the modules apart. */
class HouseRulesTests {
    private static final JavaClasses KUTTA = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.kutta");

    @Test
    void modules_all_areOnTheClassPath() {
        for (String module : new String[] {"solver", "adjoint", "nn", "examples"}) {
            assertThat(KUTTA.containPackage("org.kutta." + module)).as(module).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"solver, adjoint", "solver, nn", "solver, examples", "adjoint, nn", "adjoint, examples", "nn, examples"
    })
    void module_lower_doesNotKnowTheHigher(String lower, String higher) {
        noClasses()
                .that()
                .resideInAPackage("org.kutta." + lower + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.kutta." + higher + "..")
                .check(KUTTA);
    }

    @ParameterizedTest
    @ValueSource(strings = {"solver", "adjoint"})
    void module_withoutNetworks_doesNotKnowNd4j(String module) {
        noClasses()
                .that()
                .resideInAPackage("org.kutta." + module + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.nd4j..", "org.bytedeco..")
                .check(KUTTA);
    }

    @Test
    void packages_all_areNamedByFeature() {
        classes()
                .should()
                .resideOutsideOfPackages("..impl..", "..util..", "..misc..", "..manager..", "..common..")
                .check(KUTTA);
    }

    @ParameterizedTest
    @ValueSource(strings = {"solver", "adjoint", "nn"})
    void library_anywhere_doesNotPrint(String module) {
        noClasses()
                .that()
                .resideInAPackage("org.kutta." + module + "..")
                .should(ACCESS_STANDARD_STREAMS)
                .check(KUTTA);
    }
}

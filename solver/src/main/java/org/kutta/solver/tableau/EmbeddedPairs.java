package org.kutta.solver.tableau;

import java.util.List;

/** Pairs of orders 2 to 5 whose second solution estimates the error. */
final class EmbeddedPairs {

    private EmbeddedPairs() {}

    /** Heun-Euler 2(1): Heun's second-order method with Euler's as error estimate; 2 stages, not FSAL. */
    static ButcherTableau heunEuler21() {
        return ButcherTableau.explicit("heun-euler21")
                .row("0")
                .row("1", "1")
                .weights("1/2", "1/2")
                .embeddedWeights(1, "1", "0")
                .order(2)
                .build();
    }

    /** Bogacki and Shampine 1989, 3(2): 4 stages, FSAL; cubic Hermite keeps order 3 at every theta. */
    static ButcherTableau bosh3() {
        return ButcherTableau.explicit("bosh3")
                .row("0")
                .row("1/2", "1/2")
                .row("3/4", "0", "3/4")
                .row("1", "2/9", "1/3", "4/9")
                .weights("2/9", "1/3", "4/9", "0")
                .errorWeights(2, "-5/72", "1/12", "1/9", "-1/8")
                .order(3)
                .build();
    }

    /** Fehlberg 1969, 4(5): the fourth-order solution is propagated; 6 stages, not FSAL. */
    static ButcherTableau fehlberg45() {
        return ButcherTableau.explicit("fehlberg45")
                .row("0")
                .row("1/4", "1/4")
                .row("3/8", "3/32", "9/32")
                .row("12/13", "1932/2197", "-7200/2197", "7296/2197")
                .row("1", "439/216", "-8", "3680/513", "-845/4104")
                .row("1/2", "-8/27", "2", "-3544/2565", "1859/4104", "-11/40")
                .weights("25/216", "0", "1408/2565", "2197/4104", "-1/5", "0")
                .errorWeights(5, "-1/360", "0", "128/4275", "2197/75240", "-1/50", "-2/55")
                .order(4)
                .build();
    }

    /** Cash and Karp 1990, 5(4): 6 stages, not FSAL. Stage 5 has no weight but is needed by stage 6. */
    static ButcherTableau cashkarp54() {
        return ButcherTableau.explicit("cashkarp54")
                .row("0")
                .row("1/5", "1/5")
                .row("3/10", "3/40", "9/40")
                .row("3/5", "3/10", "-9/10", "6/5")
                .row("1", "-11/54", "5/2", "-70/27", "35/27")
                .row("7/8", "1631/55296", "175/512", "575/13824", "44275/110592", "253/4096")
                .weights("37/378", "0", "250/621", "125/594", "0", "512/1771")
                .errorWeights(4, "-277/64512", "0", "6925/370944", "-6925/202752", "-277/14336", "277/7084")
                .order(5)
                .build();
    }

    /**
     * Dormand and Prince 1980, 5(4): 7 stages, FSAL, dense output of order 4.
     *
     * <p>Error weights as in Hairer, Norsett and Wanner I; Shampine's are two thirds of them. Dense output by Shampine 1986.
     */
    static ButcherTableau dopri5() {
        TableauBuilder builder = ButcherTableau.explicit("dopri5")
                .row("0")
                .row("1/5", "1/5")
                .row("3/10", "3/40", "9/40")
                .row("4/5", "44/45", "-56/15", "32/9")
                .row("8/9", "19372/6561", "-25360/2187", "64448/6561", "-212/729")
                .row("1", "9017/3168", "-355/33", "46732/5247", "49/176", "-5103/18656")
                .row("1", "35/384", "0", "500/1113", "125/192", "-2187/6784", "11/84")
                .weights("35/384", "0", "500/1113", "125/192", "-2187/6784", "11/84", "0")
                .errorWeights(4, "71/57600", "0", "-71/16695", "71/1920", "-17253/339200", "22/525", "-1/40")
                .order(5);
        return builder.dense(
                        4,
                        HermiteExpansion.expand(
                                builder.b(),
                                List.of(Coefficients.parse(
                                        "-12715105075/11282082432",
                                        "0",
                                        "87487479700/32700410799",
                                        "-10690763975/1880347072",
                                        "701980252875/199316789632",
                                        "-1453857185/822651844",
                                        "69997945/29380423"))))
                .build();
    }

    /**
     * Tsitouras 2011, 5(4): 7 stages, FSAL, dense output of order 4; coefficients to 30 digits.
     *
     * <p>With {@code -e} in place of {@code e} the estimate has the same order: the sign is a convention.
     */
    static ButcherTableau tsit5() {
        return ButcherTableau.explicit("tsit5")
                .row("0")
                .row("0.161", "0.161")
                .row("0.327", "-0.00848065549235698854442687425023", "0.33548065549235698854442687425")
                .row(
                        "0.9",
                        "2.89715305710549343213043259419",
                        "-6.35944848997507484314815991238",
                        "4.36229543286958141101772731819")
                .row(
                        "0.980025540904509685729810286287",
                        "5.32586482843925660442887792084",
                        "-11.7488835640628278777471703398",
                        "7.49553934288983620830460478456",
                        "-0.0924950663617552492565020793321")
                .row(
                        "1",
                        "5.86145544294642002865925148698",
                        "-12.9209693178471092917061186818",
                        "8.15936789857615864318040079454",
                        "-0.0715849732814009972245305425258",
                        "-0.0282690503940683829090030572127")
                .row(
                        "1",
                        "0.0964607668180652295181673131651",
                        "0.01",
                        "0.479889650414499574775249532291",
                        "1.37900857410374189319227482186",
                        "-3.29006951543608067990104758571",
                        "2.3247105240997739824153559184")
                .weights(
                        "0.0964607668180652295181673131651",
                        "0.01",
                        "0.479889650414499574775249532291",
                        "1.37900857410374189319227482186",
                        "-3.29006951543608067990104758571",
                        "2.3247105240997739824153559184",
                        "0")
                .errorWeights(
                        4,
                        "0.00178001105222577144337855060754",
                        "0.000816434459656746903223636063355",
                        "-0.00788087801026199601031472767253",
                        "0.144711007173262907537165147973",
                        "-0.582357165452555225019937610652",
                        "0.458082105929186946661636518833",
                        "-1/66")
                .order(5)
                .dense(
                        4,
                        List.of(
                                Coefficients.parse(
                                        "1",
                                        "-2.7637061972748258687",
                                        "2.9132554618219126554",
                                        "-1.0530884977290215572"),
                                Coefficients.parse("0", "0.1317", "-0.2234", "0.1017"),
                                Coefficients.parse(
                                        "0",
                                        "3.9302962368947515174",
                                        "-5.9410338721315047357",
                                        "2.4906272856512527931"),
                                Coefficients.parse(
                                        "0",
                                        "-12.411077166933677039",
                                        "30.33818863028232165",
                                        "-16.548102889244902718"),
                                Coefficients.parse(
                                        "0",
                                        "37.509313416511039179",
                                        "-88.178904894766401078",
                                        "47.379521962819281219"),
                                Coefficients.parse(
                                        "0",
                                        "-27.896526289197287789",
                                        "65.091894674793671508",
                                        "-34.870657861496609736"),
                                Coefficients.parse("0", "1.5", "-4", "2.5")))
                .build();
    }
}

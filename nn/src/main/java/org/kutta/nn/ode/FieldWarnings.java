package org.kutta.nn.ode;

import com.google.common.collect.ImmutableList;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Shape;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log, once for each field, what makes a layer a doubtful vector field: batch norm. */
final class FieldWarnings {
    private static final Logger LOG = LoggerFactory.getLogger(OdeBlock.class);
    private static final Set<Layer> WARNED = ConcurrentHashMap.newKeySet();

    private FieldWarnings() {}

    /** Warns of a field that is to be trained; whether there was something new to say. */
    static boolean warn(Layer field, Shape input) {
        ImmutableList<String> notes = OdeStructure.fieldNotes(field, input);
        boolean news = !notes.isEmpty() && WARNED.add(field);
        if (news) {
            notes.forEach(LOG::warn);
        }
        return news;
    }
}

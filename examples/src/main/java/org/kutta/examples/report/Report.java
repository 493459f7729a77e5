package org.kutta.examples.report;

import com.google.common.html.HtmlEscapers;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One self-contained HTML page: text, tables and charts, in the order in which they are added.
 *
 * <p>The page needs no network: style, data and the chart library are inside it, and its content policy forbids
 * any request. All text is escaped. It follows the reader's choice of light or dark, and narrow windows.
 */
public final class Report {
    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline' 'unsafe-eval'; img-src data: blob:";

    private final String title;
    private final StringBuilder body = new StringBuilder();
    private final List<Map<String, Object>> plots = new ArrayList<>();

    private Report(String title) {
        this.title = title;
    }

    /**
     * Begins a page.
     *
     * @param title its title
     * @return a page with nothing but the title
     */
    public static Report titled(String title) {
        return new Report(title);
    }

    /**
     * Begins a section.
     *
     * @param text its heading
     * @return this page
     */
    public Report heading(String text) {
        return element("h2", text);
    }

    /**
     * Adds a paragraph.
     *
     * @param text plain text
     * @return this page
     */
    public Report paragraph(String text) {
        return element("p", text);
    }

    /**
     * Adds a list of points.
     *
     * @param items plain text, one for each point
     * @return this page
     */
    public Report points(List<String> items) {
        body.append("<ul>\n");
        items.forEach(item -> element("li", item));
        body.append("</ul>\n");
        return this;
    }

    /**
     * Adds a table.
     *
     * @param table the table as it is now
     * @return this page
     */
    public Report table(Table table) {
        body.append("<div class=\"table\"><table>\n<thead>");
        row("th", table, table.columns());
        body.append("</thead>\n<tbody>\n");
        for (List<String> cells : table.rows()) {
            row("td", table, cells);
        }
        body.append("</tbody></table></div>\n");
        return this;
    }

    /**
     * Adds charts, side by side where the window is wide enough.
     *
     * @param charts the charts as they are now
     * @return this page
     */
    public Report charts(Chart... charts) {
        body.append("<div class=\"charts\">\n");
        for (Chart chart : charts) {
            body.append("<figure>");
            element("h3", chart.title());
            body.append("<div class=\"plot\" id=\"chart-").append(plots.size()).append("\"></div>");
            if (!chart.caption().isEmpty()) {
                element("figcaption", chart.caption());
            }
            body.append("</figure>\n");
            plots.add(chart.plot());
        }
        body.append("</div>\n");
        return this;
    }

    /** {@return the page as UTF-8 text} */
    public byte[] html() {
        StringBuilder page = new StringBuilder();
        page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.append("<meta http-equiv=\"Content-Security-Policy\" content=\"")
                .append(POLICY)
                .append("\">\n");
        page.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.append("<title>").append(escape(title)).append("</title>\n");
        page.append("<style>\n").append(resource("report.css")).append("</style>\n</head>\n<body>\n");
        page.append("<h1>").append(escape(title)).append("</h1>\n");
        page.append("<p class=\"error\" id=\"error\"></p>\n").append(body);
        page.append("<script type=\"application/json\" id=\"charts\">")
                .append(Json.script(plots))
                .append("</script>\n");
        if (!plots.isEmpty()) {
            page.append("<script type=\"text/plain\" id=\"plotly\">")
                    .append(PlotlyLibrary.packed())
                    .append("</script>\n");
        }
        page.append("<script>\n").append(resource("report.js")).append("</script>\n</body>\n</html>\n");
        return page.toString().getBytes(StandardCharsets.UTF_8);
    }

    private Report element(String name, String text) {
        body.append('<').append(name).append('>').append(escape(text));
        body.append("</").append(name).append(">\n");
        return this;
    }

    private void row(String element, Table table, List<String> cells) {
        body.append("<tr>");
        for (int c = 0; c < cells.size(); c++) {
            body.append('<').append(element).append(table.numeric(c) ? " class=\"number\">" : ">");
            body.append(escape(cells.get(c))).append("</").append(element).append('>');
        }
        body.append("</tr>\n");
    }

    private static String escape(String text) {
        return HtmlEscapers.htmlEscaper().escape(text);
    }

    private static String resource(String name) {
        try {
            return Resources.toString(Resources.getResource(Report.class, name), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.sidecars.demoapp.pod;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotAnimations;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The page in a real browser, with the whole Pod running as local processes.
@EnabledIf(value = "io.sidecars.demoapp.pod.Chromium#isInstalled", disabledReason = "needs /usr/bin/chromium")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class BrowserIT {
    private static final double PATIENCE_MILLIS = 60_000; // log-shipper retries at least every 30 s
    private static final Pattern SOME_LAG =
            Pattern.compile("log-shipper is [1-9].* behind\\. Output collector retrying");
    private static final Pattern NO_LAG = Pattern.compile("log-shipper is 0 B and ");

    private LocalPod pod;
    private Chromium chromium;
    private Page page;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException, InterruptedException {
        pod = new LocalPod(Path.of("..").toRealPath(), directory, Ports.free());
        chromium = new Chromium();
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        pod.start();
    }

    @AfterAll
    void stop() throws InterruptedException {
        chromium.close();
        pod.remove();
    }

    @BeforeEach
    void restoreTheNormalState() throws IOException, InterruptedException {
        pod.remote().answer(Map.of("status", 200));
        pod.remote().awaitRunning(pod.remote().edit("blue"));
        page = chromium.window(new NewContextOptions());
    }

    @AfterEach
    void closeWindow() {
        page.context().close();
    }

    @Test
    void thePageShowsTheDatabaseThatAnswersAndLoadsNothingFromElsewhere() {
        List<String> requests = new ArrayList<>();
        List<String> errors = new ArrayList<>();
        page.onRequest(request -> requests.add(request.url()));
        page.onPageError(errors::add);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                errors.add(message.text());
            }
        });

        open();

        shows("#name", "blue");
        shows("#link", "live");
        assertThat(page.locator("#answer")).containsText("blue, ");
        assertThat(errors).isEmpty();
        assertThat(requests)
                .hasSizeGreaterThan(3)
                .allMatch(url -> url.startsWith(pod.remote().pageUrl()) || url.startsWith("data:"));
    }

    @Test
    void aSwitchShowsTheOtherDatabaseWithoutAFailedRequest() {
        open();

        press("Switch to green");

        shows("#name", "green");
        says("Switch to green", "✓green answers");
        assertThat(page.locator("#sync")).containsText("In sync");
        assertThat(page.locator("#changes .change").first()).containsText("accepted");
        shows("#failed", "0");
    }

    @Test
    void anInvalidConfigurationIsShownAsRejectedAndTheOldDatabaseAnswersUntilASwitch() {
        open();

        press("Invalid YAML");

        says("Invalid YAML", "blue still answers");
        assertThat(page.locator("#sync")).containsText("Rejected");
        String served = page.locator("#served").innerText();
        assertThat(page.locator("#served")).not().hasText(served);
        shows("#name", "blue");
        shows("#failed", "0");

        press("Switch to blue");

        says("Switch to blue", "✓");
        assertThat(page.locator("#sync")).containsText("In sync");
        shows("#failed", "0");
    }

    @Test
    void aCollectorThatIsDownIsShownAsLagAndNothingIsLost() {
        open();

        press("Collector down");

        says("Collector down", "✓log-shipper is retrying");
        assertThat(page.locator("#lag")).hasText(SOME_LAG);

        press("Collector up");

        says("Collector up", "✓All lines written before the click have arrived: 0 lost");
        assertThat(page.locator("#lag")).hasText(NO_LAG);
        shows("#lost", "0");
    }

    @Test
    void theKeyboardReachesAButtonAndPressesIt() {
        open();
        assertThat(button("Switch to green")).isVisible();

        page.keyboard().press("Tab");
        page.keyboard().press("Tab");
        assertThat(button("Switch to green")).isFocused();
        page.keyboard().press("Enter");

        shows("#name", "green");
    }

    @ParameterizedTest
    @CsvSource({"light, LIGHT, 1280, 800", "dark, DARK, 1280, 800", "phone, LIGHT, 375, 812"})
    void thePageFitsIntoItsWindow(String name, ColorScheme colours, int width, int height) {
        page.context().close();
        page = chromium.window(new NewContextOptions().setColorScheme(colours).setViewportSize(width, height));
        open();
        press("Wrong password");
        says("Wrong password", "blue still answers");
        press("Switch to green");
        says("Switch to green", "✓green answers");

        page.screenshot(new Page.ScreenshotOptions()
                .setFullPage(true)
                .setAnimations(ScreenshotAnimations.DISABLED) // colours have reached their final value
                .setPath(Path.of("target", "screenshots", name + ".png")));

        assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(width);
    }

    private void open() {
        assertThat(page.navigate(pod.remote().pageUrl()).status()).isEqualTo(200);
    }

    private Locator button(String label) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(label).setExact(true));
    }

    private void press(String label) {
        button(label).click();
    }

    private void shows(String place, String text) {
        assertThat(page.locator(place)).hasText(text);
    }

    /// The result below the button.
    private void says(String label, String text) {
        Locator box = page.locator(".try").filter(new Locator.FilterOptions().setHas(button(label)));
        assertThat(box.locator(".result")).containsText(text);
    }
}

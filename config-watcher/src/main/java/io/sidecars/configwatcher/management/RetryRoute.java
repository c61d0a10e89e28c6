package io.sidecars.configwatcher.management;

import java.util.function.BooleanSupplier;

/// `POST /retry` tries every rejected version again, now.
public final class RetryRoute {
    private RetryRoute() {}

    /// Adds the route.
    ///
    /// @param retry called on the event loop; false if no configuration is in use yet
    public static LocalRoutes addTo(LocalRoutes routes, BooleanSupplier retry) {
        return routes.post("/retry", request -> {
            if (retry.getAsBoolean()) {
                LocalRoutes.answer(request, 202, "trying every rejected version again");
            } else {
                LocalRoutes.answer(request, 404, "no configuration is in use");
            }
        });
    }
}

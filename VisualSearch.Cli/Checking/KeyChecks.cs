namespace VisualSearch.Cli.Checking;

/// <summary>That writing is closed to who has no key, on a server that wants one.</summary>
internal static class KeyChecks
{
    private const string Route = "DELETE /api/v1/products/{product_id}";

    public static IEnumerable<Check> All =>
    [
        new(Route, "no key", "401 key_required, or 403 no_key_configured", async (run, cancellationToken) =>
        {
            Reply reply = await SendAsync(run, null, cancellationToken);
            return reply.Status switch
            {
                404 => Verdict.Skip("This server is open to everybody who reaches it this way."),
                403 => reply.IsProblem(403, "no_key_configured"),
                _ => reply.IsProblem(401, "key_required").HasHeader("WWW-Authenticate"),
            };
        }) { Needs = CheckNeeds.Nothing },
        new(Route, "a key that nobody gave out", "401 unknown_key", async (run, cancellationToken) =>
        {
            Reply reply = await SendAsync(run, OwnProducts.NewExternalId(), cancellationToken);
            return reply.Status switch
            {
                404 => Verdict.Skip("This server is open to everybody who reaches it this way."),
                403 when reply.Code == "no_key_configured" => Verdict.Skip("No key is configured on this server."),
                _ => reply.IsProblem(401, "unknown_key").HasHeader("WWW-Authenticate"),
            };
        }) { Needs = CheckNeeds.Nothing },
    ];

    /// <summary>Of a product that nobody has, so that nothing is lost where the door is open.</summary>
    private static Task<Reply> SendAsync(CheckRun run, string? key, CancellationToken cancellationToken) =>
        run.SendAsStrangerAsync(HttpMethod.Delete, $"api/v1/products/ext:{OwnProducts.NewExternalId()}", key, cancellationToken);
}

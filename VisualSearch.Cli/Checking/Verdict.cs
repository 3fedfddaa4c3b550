namespace VisualSearch.Cli.Checking;

/// <summary>What a check found.</summary>
/// <param name="Came">What the server answered, in a few words.</param>
/// <param name="Ms">How long the last answer took; null when nothing was sent.</param>
/// <param name="Faults">What is not as promised; empty when all is.</param>
/// <param name="Skipped">Why nothing was tried; null when it was.</param>
internal sealed record Verdict(string Came, double? Ms, IReadOnlyList<string> Faults, string? Skipped = null)
{
    public static Verdict Skip(string why) => new(string.Empty, null, [], why);

    public static Verdict Fail(string fault) => new(string.Empty, null, [fault]);

    /// <summary>Of several answers, in the order they came.</summary>
    public static Verdict Of(params IReadOnlyList<Reply> replies) =>
        new(string.Join(", ", replies.Select(reply => reply.Came)), replies[^1].Ms, [.. replies.SelectMany(reply => reply.Faults)]);

    public static implicit operator Verdict(Reply reply) => Of(reply);
}

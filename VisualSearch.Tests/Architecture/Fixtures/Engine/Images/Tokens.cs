namespace VisualSearch.Tests.Architecture.Fixtures.Engine.Images;

internal sealed class Tokens
{
    public static Task Wait(int times, CancellationToken cancellationToken) => Task.Delay(TimeSpan.FromTicks(times), TimeProvider.System, cancellationToken);
}

[Breaks(CodeLaws.CancellationLast)]
internal sealed class OptionalToken
{
    public static Task Wait(CancellationToken cancellationToken = default) => Task.FromCanceled(cancellationToken);
}

[Breaks(CodeLaws.CancellationLast)]
internal sealed class EarlyToken
{
#pragma warning disable CA1068 // The order is wrong on purpose.
    public static Task Wait(CancellationToken cancellationToken, int times) => Task.FromResult(times).WaitAsync(cancellationToken);
#pragma warning restore CA1068
}

[Breaks(CodeLaws.CancellationLast)]
internal sealed class ShortToken
{
    public static Task Wait(CancellationToken ct) => Task.FromCanceled(ct);
}

/// <summary>Its signature was decided by others.</summary>
internal sealed class OverridingToken : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token) => Task.FromCanceled<HttpResponseMessage>(token);
}

using System.Net;

namespace VisualSearch.Cli.Targets;

/// <summary>The server answered with a problem, or not at all.</summary>
internal sealed class ApiProblemException : Exception
{
    public ApiProblemException(string message, HttpStatusCode? status, string? code, Exception? inner = null)
        : base(message, inner)
    {
        Status = status;
        Code = code;
    }

    /// <summary>Null when there was no answer.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>The problem's stable word, such as <c>not_found</c>; null when the answer was not a problem.</summary>
    public string? Code { get; }

    /// <summary>The same again may succeed later, by itself.</summary>
    public bool IsPassing => Code != "no_webhook_secret"
        && Status is null or HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
}

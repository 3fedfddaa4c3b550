using System.ComponentModel.DataAnnotations;
using VisualSearch.Engine.Intake;

namespace VisualSearch.Api.Webhooks;

/// <summary>How events of the marketplace are received. Section <c>Webhooks</c>.</summary>
internal sealed class WebhookOptions : IValidatableObject
{
    public const string Section = "Webhooks";

    /// <summary>What events may be signed with; each of them counts, so that a secret can be changed without losing an event. Blank ones count as not there.</summary>
    public IList<string> Secrets { get; } = [];

    /// <summary>Takes <c>X-Bakai-Signature</c>, whose captured requests can be sent again for ever, besides the signatures of Standard Webhooks.</summary>
    public bool AcceptLegacySignature { get; set; } = true;

    /// <summary>The most bytes that an event may have.</summary>
    [Range(1024, 16 * 1024 * 1024)]
    public int MaxBodyBytes { get; set; } = 1024 * 1024;

    /// <summary>Events a minute that one source (an address; a /64 for IPv6) may go on sending; 0 for no bound.</summary>
    [Range(0, 1_000_000)]
    public int EventsPerMinute { get; set; }

    /// <summary>Events that a source may send at once after a pause, where <see cref="EventsPerMinute"/> bounds it.</summary>
    [Range(1, 1_000_000)]
    public int Burst { get; set; } = 1000;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        for (int index = 0; index < Secrets.Count; index++)
        {
            if (!string.IsNullOrWhiteSpace(Secrets[index]) && !EventSignatures.IsUsable(Secrets[index]))
            {
                // Without the secret itself: this goes to the log.
                yield return new ValidationResult($"{Section}:Secrets:{index} begins with {EventSignatures.EncodedPrefix}, and what follows is not base64 of a key.");
            }
        }
    }
}

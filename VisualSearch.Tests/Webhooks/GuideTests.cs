using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue.Events;
using VisualSearch.Engine.Intake;
using VisualSearch.Tests.Support;
using VisualSearch.Tests.Support.Servers;

namespace VisualSearch.Tests.Webhooks;

/// <summary>docs/WEBHOOK_INTEGRATION_GUIDE.md is run, not read: its scripts, its code and its numbers.</summary>
public sealed partial class GuideTests
{
    private static readonly string Guide = File.ReadAllText(Repository.PathOf("docs/WEBHOOK_INTEGRATION_GUIDE.md"));

    private static string Secret => Shown("secret");

    private static string Id => Shown("`webhook-id`");

    private static string Timestamp => Shown("`webhook-timestamp`");

    private static byte[] Body => Encoding.UTF8.GetBytes(BodyLine().Match(Block("bash")).Groups[1].Value);

    [Fact]
    public void The_signatures_shown_are_ours()
    {
        DateTimeOffset at = DateTimeOffset.FromUnixTimeSeconds(long.Parse(Timestamp, System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(EventSignatures.StandardValue(Secret, Id, at, Body), Shown("`webhook-signature`"));
        Assert.Equal(EventSignatures.LegacyValue(Secret, Body), Shown("`X-Bakai-Signature`"));
    }

    [Fact]
    public async Task The_script_signs_as_shown_and_the_server_takes_what_it_sends()
    {
        ServerProgram.Find("openssl", "openssl");
        ServerProgram.Find("curl", "curl");
        string script = Block("bash");
        string signing = script[..script.IndexOf("\ncurl ", StringComparison.Ordinal)];

        string signed = await RunAsync("bash", signing + "\nprintf '%s\\n%s\\n' \"$standard\" \"$legacy\"", ("TIMESTAMP", Timestamp));
        Assert.Equal([Shown("`webhook-signature`"), Shown("`X-Bakai-Signature`")], signed.Split('\n', StringSplitOptions.RemoveEmptyEntries));

        await using ApiHost api = await ApiHost.StartAsync("Production", settings: [("Webhooks:Secrets:0", "an older one"), ("Webhooks:Secrets:1", Secret)]);
        string answers = await RunAsync("bash", script, ("SERVER", api.Address.ToString().TrimEnd('/')));
        Assert.Equal(["accepted", "duplicate"], StatusWord().Matches(answers).Select(match => match.Groups[1].Value));
    }

    [Fact]
    public async Task The_python_code_signs_as_shown()
    {
        ServerProgram.Find("python3", "python3");

        string signed = await RunAsync("python3", Block("python") + $$"""

            body = bytes.fromhex("{{Convert.ToHexString(Body)}}")
            print(standard_signature("{{Secret}}", "{{Id}}", "{{Timestamp}}", body))
            print(legacy_signature("{{Secret}}", body))
            print(standard_signature("plain", "a", "1", b""))
            """.Replace("\n            ", "\n", StringComparison.Ordinal));

        Assert.Equal(
            [Shown("`webhook-signature`"), Shown("`X-Bakai-Signature`"), EventSignatures.StandardValue("plain", "a", DateTimeOffset.FromUnixTimeSeconds(1), [])],
            signed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim()));
    }

    [Fact]
    public void The_csharp_code_is_that_of_this_folder_and_signs_as_shown()
    {
        string source = File.ReadAllText(Repository.PathOf("VisualSearch.Tests/Webhooks/GuideSignatures.cs"));

        Assert.Contains(Plain(Block("csharp")), Plain(source), StringComparison.Ordinal);
        Assert.Equal(Shown("`webhook-signature`"), GuideSignatures.StandardSignature(Secret, Id, Timestamp, Body));
        Assert.Equal(Shown("`X-Bakai-Signature`"), GuideSignatures.LegacySignature(Secret, Body));

        static string Plain(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()));
    }

    [Fact]
    public void The_event_shown_is_one()
    {
        FieldErrors errors = new();
        using JsonDocument body = JsonDocument.Parse(Block("json"));

        ProductEvent? read = EventBody.Read(body.RootElement, "", TimeProvider.System.GetUtcNow(), errors);

        Assert.Empty(errors.ToDictionary());
        Assert.Equal((Id, ProductEventKind.Updated, true, true), (read!.Id, read.Kind, read.HasAttributes, read.HasTranslations));
    }

    private static string Shown(string name) => Row().Matches(Guide).Single(row => row.Groups["name"].Value == name).Groups["value"].Value;

    private static string Block(string language) => Regex.Match(Guide, $"^```{language}\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline).Groups[1].Value;

    private static async Task<string> RunAsync(string program, string script, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new(program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, StandardInputEncoding = new UTF8Encoding(false), StandardOutputEncoding = Encoding.UTF8 };
        start.Environment["NO_PROXY"] = "127.0.0.1";
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(script);
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}\n{output}\n{await error}");
        return output;
    }

    [GeneratedRegex(@"^\| (?<name>secret|`[\w-]+`) \| `(?<value>(whsec_|v1,|sha256=|evt_|[0-9]{10})[^` ]*)` \|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Row();

    [GeneratedRegex("^body='(.*)'$", RegexOptions.Multiline)]
    private static partial Regex BodyLine();

    [GeneratedRegex("\"status\": ?\"(\\w+)\"")]
    private static partial Regex StatusWord();
}

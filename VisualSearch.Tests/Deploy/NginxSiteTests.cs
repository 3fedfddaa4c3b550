using System.Text.Json;
using System.Text.RegularExpressions;
using VisualSearch.Api.Http;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Deploy;

/// <summary>What the site of <c>deploy/nginx</c> says in the Api's name, against the Api.</summary>
public sealed partial class NginxSiteTests
{
    private static readonly string Site = File.ReadAllText(Repository.PathOf("deploy", "nginx", "visualsearch.conf"));

    [Fact]
    public void Its_problems_are_those_of_the_Api()
    {
        MatchCollection problems = Problem().Matches(Site);

        Assert.Equal(4, problems.Count);
        Assert.All(problems, found =>
        {
            JsonElement problem = JsonDocument.Parse(found.Groups["json"].Value).RootElement;
            ProblemCode code = Assert.Single(ProblemCodes.All, code => code.Code == problem.GetProperty("code").GetString());
            Assert.Equal(code.Status, problem.GetProperty("status").GetInt32());
            Assert.Equal(code.Status.ToString(System.Globalization.CultureInfo.InvariantCulture), found.Groups["status"].Value);
            Assert.Equal(code.Title, problem.GetProperty("title").GetString());
            Assert.Equal(Problems.TypePrefix + code.Code, problem.GetProperty("type").GetString());
        });
    }

    [Fact]
    public void It_lets_the_Api_judge_every_body_that_a_route_may_take_and_waits_longer_than_the_Api()
    {
        long accepted = long.Parse(Bound("client_max_body_size", "m"), System.Globalization.CultureInfo.InvariantCulture) * 1024 * 1024;
        double waits = double.Parse(Bound("proxy_read_timeout", "s"), System.Globalization.CultureInfo.InvariantCulture);

        Assert.True(accepted > BodyLimit.Batch.Bytes && accepted > BodyLimit.Picture.JsonBytes);
        Assert.True(waits > new LimitOptions().RequestTimeout.TotalSeconds);
    }

    private static string Bound(string directive, string unit) => Regex.Match(Site, $@"^    {directive} +(\d+){unit};", RegexOptions.Multiline).Groups[1].Value;

    [GeneratedRegex(@"return (?<status>\d+) '(?<json>\{.*\})';")]
    private static partial Regex Problem();
}

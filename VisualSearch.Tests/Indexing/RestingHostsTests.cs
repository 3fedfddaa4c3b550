using Microsoft.Extensions.Time.Testing;
using VisualSearch.Engine.Indexing;

namespace VisualSearch.Tests.Indexing;

public sealed class RestingHostsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RestingHosts _hosts;

    public RestingHostsTests() => _hosts = new RestingHosts(_time);

    [Fact]
    public void A_host_is_left_alone_after_some_silences_in_a_row_and_no_other_with_it()
    {
        for (int silence = 0; silence < RestingHosts.Borne; silence++)
        {
            Assert.True(_hosts.MayAsk("dead.example"));
            _hosts.Silent("dead.example");
        }

        Assert.False(_hosts.MayAsk("dead.example"));
        Assert.True(_hosts.MayAsk("well.example"));
    }

    [Fact]
    public void A_picture_waits_for_the_end_of_the_rest_and_the_longer_the_longer_its_host_has_been_silent()
    {
        Assert.Equal(TimeSpan.Zero, _hosts.WaitFor("dead.example"));
        for (int silence = 0; silence < RestingHosts.Borne; silence++)
        {
            _hosts.Silent("dead.example");
        }

        Assert.Equal(RestingHosts.FirstRest, _hosts.WaitFor("dead.example"));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.True(_hosts.MayAsk("dead.example"));
        _hosts.Silent("dead.example");
        Assert.Equal(TimeSpan.FromHours(1), _hosts.WaitFor("dead.example"));
    }

    [Fact]
    public void An_answer_between_silences_starts_the_count_anew()
    {
        for (int silence = 0; silence < 10 * RestingHosts.Borne; silence++)
        {
            _hosts.Silent("slow.example");
            if (silence % RestingHosts.Borne == 1)
            {
                _hosts.Answered("slow.example");
            }

            Assert.True(_hosts.MayAsk("slow.example"));
        }
    }

    [Fact]
    public void After_its_rest_one_picture_finds_out_and_the_others_wait_for_its_answer()
    {
        Rest("dead.example");
        _time.Advance(RestingHosts.FirstRest);

        Assert.True(_hosts.MayAsk("dead.example"));
        Assert.False(_hosts.MayAsk("dead.example"));

        _hosts.Answered("dead.example");
        Assert.True(_hosts.MayAsk("dead.example"));
        Assert.True(_hosts.MayAsk("dead.example"));
    }

    [Fact]
    public void Each_rest_is_longer_than_the_one_before_up_to_a_bound()
    {
        Rest("dead.example");
        TimeSpan rest = RestingHosts.FirstRest;
        for (int again = 0; again < 10; again++)
        {
            _time.Advance(rest - TimeSpan.FromTicks(1));
            Assert.False(_hosts.MayAsk("dead.example"));
            _time.Advance(TimeSpan.FromTicks(1));
            Assert.True(_hosts.MayAsk("dead.example"));
            _hosts.Silent("dead.example");
            rest = rest * 2 < RestingHosts.LongestRest ? rest * 2 : RestingHosts.LongestRest;
        }
    }

    private void Rest(string host)
    {
        for (int silence = 0; silence < RestingHosts.Borne; silence++)
        {
            _hosts.Silent(host);
        }
    }
}

using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Storage.Lite.Tests.Layers.Composite;

public sealed class TierDebtsTests
{
    [Fact]
    public async Task Add_TwoTiersOfAKeyAtOnce_BothAreRemembered()
    {
        // The tiers of a write are changed side by side, and may fail or succeed at the same moment.
        const int Rounds = 20_000;
        var debts = new TierDebts(keysMax: 1000);
        using var barrier = new Barrier(2);
        uint[] seen = new uint[Rounds];
        await Task.WhenAll(Task.Run(() => Run(tier: 0)), Task.Run(() => Run(tier: 1)));

        Assert.DoesNotContain(seen, static tiers => tiers != 3);
        Assert.Equal(0, debts.Count);

        void Run(int tier)
        {
            for (int round = 0; round < Rounds; round++)
            {
                barrier.SignalAndWait();
                debts.Add("key", 1u << tier);
                barrier.SignalAndWait();
                if (tier == 0)
                {
                    seen[round] = debts.TiersOf("key");
                }

                barrier.SignalAndWait();
                debts.Remove("key", 1u << tier);
            }
        }
    }
}

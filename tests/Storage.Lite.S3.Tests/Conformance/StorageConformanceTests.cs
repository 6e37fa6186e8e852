using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Threading.Tasks;
using Native.TestKit;
using Storage.Lite.Testing;
using Xunit;

namespace Storage.Lite.S3.Tests.Conformance;

/// <summary>The whole suite against a real server: alone, below a prefix, and under the layers.</summary>
public sealed class StorageConformanceTests
{
    private static readonly StorageKeyRing s_keys = StorageKeyRing.FromKey(RandomNumberGenerator.GetBytes(32));

    private static readonly Dictionary<string, Func<S3StorageOptions, IStorage>> s_stores = new(StringComparer.Ordinal)
    {
        ["plain"] = static options => new S3Storage(options),
        ["prefix"] = static options => new S3Storage(options with { Prefix = "a b/%41+/" }),
        ["layers"] = static options => new CachedStorage(new EnvelopeStorage(
            new RetryStorage(new S3Storage(options)),
            new EnvelopeOptions
            {
                Keys = s_keys,
                Compression = new CompressionOptions(),

                // So that lists tell the lengths of the values, and the cases that compare them are run too.
                ListsReadHeaders = true,
            })),
    };

    public static TheoryData<string, string> Rows { get; } =
    [
        .. from store in s_stores.Keys
           from one in StorageConformance.Cases
           select (store, one.ToString()),
    ];

    [Theory]
    [MemberData(nameof(Rows))]
    public Task Store_InEveryCase_DoesWhatEveryStoreDoes(string store, string name)
    {
        StorageConformanceCase one = StorageConformance.Cases.Single(
            candidate => string.Equals(candidate.ToString(), name, StringComparison.Ordinal));
        var context = new StorageConformanceContext(
            async cancellation => s_stores[store](await S3Server.NewBucketAsync(cancellation)))
        {
            // A round is several requests of milliseconds each, so that the rest is left to the long run. Values that
            // are longer than a part are tested in S3StorageTests.
            Rounds = LongRun.Rounds(shortRun: 4, longRun: 400),
            ValueBytesMax = LongRun.Rounds(shortRun: 6, longRun: 65) * 1024L * 1024,
        };
        return Eventually.EndsAsync(
            one.RunAsync(context, TestContext.Current.CancellationToken),
            $"case '{name}' over {store}",
            TimeSpan.FromMinutes(LongRun.Rounds(shortRun: 5, longRun: 60)));
    }
}

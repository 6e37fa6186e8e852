using System;
using System.Threading.Tasks;
using ChunkedBuffers;
using Xunit;

namespace Storage.Lite.Tests;

/// <content>Stored bytes that are not those that were put.</content>
public sealed partial class EnvelopeStorageTests
{
    private async Task<byte[]> StoredBytesAsync(EnvelopeStorage storage, string key, byte[] value)
    {
        await Stored.PutAsync(storage, key, value);
        return (await Stored.GetAsync(_memory, key))!;
    }

    /// <summary>Puts changed bytes below the layer: a get and a reader must refuse them.</summary>
    private async Task RequireRefusedAsync(EnvelopeStorage storage, byte[] stored, bool reads = true)
    {
        await Stored.PutAsync(_memory, "k", stored);
        _ = await Assert.ThrowsAsync<StorageIntegrityException>(() => Stored.GetAsync(storage, "k"));
        if (reads)
        {
            _ = await Assert.ThrowsAsync<StorageIntegrityException>(() => Stored.ReadAsync(storage, "k"));
        }
    }

    [Theory]
    [InlineData("checksum")]
    [InlineData("encrypted")]
    public async Task Get_AnyByteOfTwoFramesChanged_IsRefused(string kind)
    {
        EnvelopeStorage storage = Open(kind);
        byte[] stored = await StoredBytesAsync(storage, "k", Stored.Text(16384 + 20));
        for (int index = 0; index < stored.Length; index++)
        {
            stored[index] ^= (byte)(1 << (index % 8));
            await RequireRefusedAsync(storage, stored, reads: index is < 200 or > 16384);
            stored[index] ^= (byte)(1 << (index % 8));
        }

        await Stored.PutAsync(_memory, "k", stored);
        Assert.NotNull(await Stored.GetAsync(storage, "k"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Get_AnyBitOfASmallObjectChanged_IsRefused(string kind)
    {
        EnvelopeStorage storage = Open(kind);
        byte[] stored = await StoredBytesAsync(storage, "k", Stored.Text(400));
        for (int bit = 0; bit < stored.Length * 8; bit++)
        {
            stored[bit / 8] ^= (byte)(1 << (bit % 8));
            await RequireRefusedAsync(storage, stored, reads: bit % 8 == 0);
            stored[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Theory]
    [InlineData("checksum")]
    [InlineData("encrypted")]
    [InlineData("both")]
    public async Task Get_CutAtAnyByte_IsRefused(string kind)
    {
        EnvelopeStorage storage = Open(kind);
        byte[] stored = await StoredBytesAsync(storage, "k", Stored.Bytes(16384 + 20));
        for (int length = 0; length < stored.Length; length++)
        {
            await RequireRefusedAsync(storage, stored[..length], reads: length is < 200 or > 16384);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Get_BytesAppended_IsRefused(string kind)
    {
        EnvelopeStorage storage = Open(kind);
        byte[] stored = await StoredBytesAsync(storage, "k", Stored.Text(500));
        await RequireRefusedAsync(storage, [.. stored, 0]);
        await RequireRefusedAsync(storage, [.. stored, .. stored]);
        await RequireRefusedAsync(storage, [.. stored, .. new byte[16400]]);
    }

    [Theory]
    [InlineData("checksum")]
    [InlineData("encrypted")]
    public async Task Get_FramesExchangedOrOfAnOlderVersion_IsRefused(string kind)
    {
        EnvelopeStorage storage = Open(kind);
        int prefix = kind == "checksum" ? 48 : 104;
        int frame = 16384 + (kind == "checksum" ? 4 : 16);
        byte[] value = Stored.Bytes(3 * 16384);
        byte[] older = await StoredBytesAsync(storage, "k", value);
        byte[] stored = await StoredBytesAsync(storage, "k", value);
        byte[] exchanged =
        [
            .. stored[..prefix], .. stored[(prefix + frame)..(prefix + (2 * frame))],
            .. stored[prefix..(prefix + frame)], .. stored[(prefix + (2 * frame))..],
        ];
        await RequireRefusedAsync(storage, exchanged);
        byte[] replayed = [.. stored[..prefix], .. older[prefix..(prefix + frame)], .. stored[(prefix + frame)..]];
        await RequireRefusedAsync(storage, replayed);
        byte[] dropped = [.. stored[..prefix], .. stored[(prefix + frame)..]];
        await RequireRefusedAsync(storage, dropped);
    }

    [Fact]
    public async Task Get_ObjectUnderAnotherNameOrStore_IsRefused()
    {
        EnvelopeStorage storage = Open("encrypted");
        byte[] stored = await StoredBytesAsync(storage, "other", Stored.Text(500));
        await RequireRefusedAsync(storage, stored);
        stored = await StoredBytesAsync(storage, "k", Stored.Text(500));
        var elsewhere = new EnvelopeStorage(
            new Shield(_memory), new EnvelopeOptions { Keys = _keys, StoreId = "elsewhere" });
        await RequireRefusedAsync(elsewhere, stored);
        using StorageKeyRing wrong = StorageKeyRing.FromKey(Stored.Bytes(32, 5));
        await RequireRefusedAsync(
            new EnvelopeStorage(new Shield(_memory), new EnvelopeOptions { Keys = wrong }), stored);
        using StorageKeyRing none = new();
        await RequireRefusedAsync(
            new EnvelopeStorage(new Shield(_memory), new EnvelopeOptions { Keys = none }), stored);
        await RequireRefusedAsync(Open("checksum"), stored);
    }

    [Fact]
    public async Task Get_PlainObjectInAnEncryptedStore_IsRefusedUnlessAllowed()
    {
        byte[] value = Stored.Text(500);
        byte[] stored = await StoredBytesAsync(Open("brotli"), "k", value);
        await RequireRefusedAsync(Open("encrypted"), stored);
        var lenient = new EnvelopeStorage(
            new Shield(_memory), new EnvelopeOptions { Keys = _keys, ReadsUnencrypted = true });
        Assert.Equal(value, await Stored.GetAsync(lenient, "k"));
    }

    [Fact]
    public async Task Reader_BadSecondPortion_HandsOutOnlyWhatCameBefore()
    {
        EnvelopeStorage storage = Open("encrypted");
        byte[] value = Stored.Bytes(10 * 16384);
        byte[] stored = await StoredBytesAsync(storage, "k", value);
        stored[104 + (5 * 16400) + 7] ^= 1;
        await Stored.PutAsync(_memory, "k", stored);
        await using StorageReader reader = await storage.OpenReadAsync("k", default, Cancellation);
        using (BufferSlice portion = await reader.ReadAsync(Cancellation))
        {
            Assert.Equal(value[..65536], portion.ToArray());
        }

        StorageIntegrityException error = await Assert.ThrowsAsync<StorageIntegrityException>(
            () => reader.ReadAsync(Cancellation).AsTask());
        Assert.Contains("frame 5", error.Message, StringComparison.Ordinal);
        _ = await Assert.ThrowsAsync<StorageIntegrityException>(
            () => Stored.GetAsync(storage, "k", StorageRange.Bounded((5 * 16384) + 100, 1)));
        Assert.Equal(value[..10], await Stored.GetAsync(storage, "k", StorageRange.Bounded(0, 10)));
    }

    [Fact]
    public async Task Range_ToTheEndOfAFullLastFrame_ProvesTheEnd()
    {
        EnvelopeStorage storage = Open("encrypted");
        byte[] stored = await StoredBytesAsync(storage, "k", Stored.Bytes(16384));
        stored[^1] ^= 1;
        await Stored.PutAsync(_memory, "k", stored);
        _ = await Assert.ThrowsAsync<StorageIntegrityException>(
            () => Stored.GetAsync(storage, "k", StorageRange.Last(5)));
        Assert.Equal(5, (await Stored.GetAsync(storage, "k", StorageRange.Bounded(0, 5)))!.Length);
    }

    [Fact]
    public async Task Verify_OneIsDamaged_FindsIt()
    {
        EnvelopeStorage storage = Open("both");
        await Stored.PutAsync(storage, "a", Stored.Text(100_000));
        byte[] stored = await StoredBytesAsync(storage, "b", Stored.Text(100_000));
        await Stored.PutAsync(storage, "c", Stored.Bytes(100));
        stored[^1] ^= 1;
        await Stored.PutAsync(_memory, "b", stored);
        var results = await Stored.ListAsync(storage.VerifyAsync("", Cancellation));
        Assert.Equal(
            [StorageSweepOutcome.Kept, StorageSweepOutcome.Failed, StorageSweepOutcome.Kept],
            results.ConvertAll(result => result.Outcome));
        _ = Assert.IsType<StorageIntegrityException>(results[1].Error);
    }
}

using System;
using System.Globalization;
using System.Threading.Tasks;
using ChunkedBuffers;
using NativeIo;
using Xunit;

namespace Storage.Lite.Tests;

public sealed class SpareMessagesTests : IAsyncDisposable
{
    private const int PrefixLength = EnvelopeHeader.Length + ChunkedAead.HeaderLength;

    private readonly MemoryStorage _memory = new();
    private readonly StorageKeyRing _keys = StorageKeyRing.FromKey(Stored.Key);
    private readonly EncryptedStorage _storage;

    public SpareMessagesTests() => _storage = new EncryptedStorage(new Shield(_memory), _keys);

    public async ValueTask DisposeAsync()
    {
        await _storage.DisposeAsync();
        await _memory.DisposeAsync();
        _keys.Dispose();
    }

    [Fact]
    public async Task Get_ObjectThatWasRead_LeavesItsMessageForOne()
    {
        byte[] prefix = await ReadOnceAsync("k");
        EnvelopeName name = new("", "k");

        Assert.Null(_keys.TryTakeOpened(1, new EnvelopeName("", "other"), prefix));
        Assert.Null(_keys.TryTakeOpened(1, new EnvelopeName("store", "k"), prefix));
        Assert.Null(_keys.TryTakeOpened(2, name, prefix));
        OpenedMessage? taken = _keys.TryTakeOpened(1, name, prefix);
        Assert.NotNull(taken);
        Assert.Null(_keys.TryTakeOpened(1, name, prefix));

        // Whoever reads while it is taken makes a message of its own, and both come back.
        Assert.Equal([1, 2, 3], await Stored.GetAsync(_storage, "k"));
        _keys.Return(taken);
        Assert.Equal([1, 2, 3], await Stored.GetAsync(_storage, "k"));
    }

    [Fact]
    public async Task Take_AnotherCommitment_IsNone()
    {
        byte[] prefix = await ReadOnceAsync("k");
        prefix[^1] ^= 1;

        Assert.Null(_keys.TryTakeOpened(1, new EnvelopeName("", "k"), prefix));
    }

    [Fact]
    public async Task Revoke_KeyOfKeptMessages_WipesThem()
    {
        byte[] kept = await ReadOnceAsync("kept");
        byte[] used = await ReadOnceAsync("used");
        OpenedMessage taken = _keys.TryTakeOpened(1, new EnvelopeName("", "used"), used)!;

        _keys.SetState(1, StorageKeyState.Revoked);
        _keys.Return(taken);

        Assert.Null(_keys.TryTakeOpened(1, new EnvelopeName("", "kept"), kept));
        Assert.Null(_keys.TryTakeOpened(1, new EnvelopeName("", "used"), used));
        _ = Assert.Throws<ObjectDisposedException>(() => taken.Message.TryOpenChunk(0, new byte[16], default));
        _ = await Assert.ThrowsAsync<StorageIntegrityException>(() => Stored.GetAsync(_storage, "kept"));
    }

    [Fact]
    public async Task Dispose_Ring_WipesWhatIsKeptAndWhatComesBack()
    {
        byte[] prefix = await ReadOnceAsync("k");
        OpenedMessage taken = _keys.TryTakeOpened(1, new EnvelopeName("", "k"), prefix)!;

        _keys.Dispose();
        _keys.Return(taken);

        _ = Assert.Throws<ObjectDisposedException>(() => taken.Message.TryOpenChunk(0, new byte[16], default));
    }

    [Fact]
    public async Task Get_MoreObjectsThanAreKept_ReadsEach()
    {
        const int Count = 1500;
        for (int round = 0; round < 2; round++)
        {
            for (int index = 0; index < Count; index++)
            {
                string key = index.ToString(CultureInfo.InvariantCulture);
                byte[] value = BitConverter.GetBytes(index);
                if (round == 0)
                {
                    await Stored.PutAsync(_storage, key, value);
                }

                Assert.Equal(value, await Stored.GetAsync(_storage, key));
            }
        }
    }

    private async Task<byte[]> ReadOnceAsync(string key)
    {
        await Stored.PutAsync(_storage, key, [1, 2, 3]);
        Assert.Equal([1, 2, 3], await Stored.GetAsync(_storage, key));
        using StorageContent stored = await _memory.GetAsync(key, cancellation: TestContext.Current.CancellationToken);
        using BufferSlice prefix = stored.Bytes.Slice(0, PrefixLength);
        return prefix.ToArray();
    }
}

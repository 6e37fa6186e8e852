using System;
using System.Linq;
using ChunkedBuffers;

namespace Native.Benchmarks;

/// <summary>
/// A peer that puts two values by turns, a pass each, under many keys. After the first pass all are read.
/// </summary>
internal abstract class PutWorkload : StoreWorkload
{
    private readonly byte[][] _values;
    private bool _isChecked;

    protected PutWorkload(StoreWork work)
        : base(work)
    {
        _values = [Pin(work.OtherValue()), Pin(work.ValueOf(key: 0))];
        Keys = work.Keys();
        OneValue = Outcome.Value(Value);
    }

    /// <summary>Which value this pass puts.</summary>
    protected int Turn { get; private set; }

    /// <summary>The value, at an address that stays.</summary>
    protected byte[] Value => _values[Turn];

    protected string[] Keys { get; }

    /// <summary>What one put adds to the checksum.</summary>
    protected ulong OneValue { get; }

    protected sealed override void Begin() => Turn ^= 1;

    protected BufferSlice[] CopyValues() => [.. _values.Select(value => BufferSlice.CopyFrom(value))];

    protected sealed override bool IsRight()
    {
        if (_isChecked)
        {
            return true;
        }

        _isChecked = true;
        return Order.Distinct().All(key => Read(key).AsSpan().SequenceEqual(Value));
    }

    /// <summary>Reads what a key holds.</summary>
    protected abstract byte[] Read(int key);

    private static byte[] Pin(byte[] value)
    {
        byte[] pinned = GC.AllocateUninitializedArray<byte>(value.Length, pinned: true);
        value.CopyTo(pinned, 0);
        return pinned;
    }
}

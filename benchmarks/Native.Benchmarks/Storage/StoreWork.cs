using System;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Native.Benchmarks;

/// <summary>Gets or puts of values of one length, some at once.</summary>
/// <param name="Files">Where files are.</param>
/// <param name="Size">The length of the values.</param>
/// <param name="Lanes">How many are in flight at once.</param>
/// <param name="OpsWanted">Operations of one pass; at least one for each lane is done.</param>
internal sealed record StoreWork(FileWorkspace Files, ValueSize Size, int Lanes, int OpsWanted)
{
    public int Ops => Math.Max(OpsWanted, Lanes);

    public int OpsPerLane => Ops / Lanes;

    public static string KeyOf(int index) => "object-" + index.ToString("0000", CultureInfo.InvariantCulture);

    public string[] Keys() => [.. Enumerable.Range(0, Size.KeyCount).Select(KeyOf)];

    /// <summary>The keys' numbers in an order that no processor foresees, each as often as every other.</summary>
    public int[] Order()
    {
        int[] order = [.. Enumerable.Range(0, Ops).Select(index => index % Size.KeyCount)];
        var random = new CorpusRandom("storage-order");
        for (int left = order.Length; left > 1; left--)
        {
            int other = random.Next(0, left);
            (order[left - 1], order[other]) = (order[other], order[left - 1]);
        }

        return order;
    }

    /// <summary>The value of a key: each byte follows from its place, as in the C program.</summary>
    public byte[] ValueOf(int key)
    {
        var value = new byte[Size.Length];
        for (int index = 0; index < value.Length; index++)
        {
            value[index] = (byte)(index ^ (index >> 8) ^ (index >> 16) ^ (key * 7));
        }

        return value;
    }

    /// <summary>Another value that begins like key 0's: a database may leave out what changes nothing.</summary>
    public byte[] OtherValue()
    {
        byte[] value = ValueOf(key: 0);
        for (int index = 1; index < value.Length; index++)
        {
            value[index] ^= byte.MaxValue;
        }

        return value;
    }

    /// <summary>What a pass of gets gives.</summary>
    public Outcome ExpectedGets()
    {
        ulong checksum = 0;
        for (int op = 0; op < Ops; op++)
        {
            checksum += Outcome.Value(Size.Length, (byte)(op % Size.KeyCount * 7));
        }

        return new Outcome(Ops, (long)Ops * Size.Length, checksum);
    }

    /// <summary>What a pass of puts gives; all values begin like key 0's.</summary>
    public Outcome ExpectedPuts() =>
        new(Ops, (long)Ops * Size.Length, (ulong)Ops * Outcome.Value(Size.Length, first: 0));

    /// <summary>Gets the folder with a file for each key, made when it is first needed, and kept.</summary>
    public string ObjectFolder()
    {
        string folder = Path.Combine(Files.Folder, "storage", "get-" + Size.Name);
        string marker = folder + "-is-complete";
        if (!File.Exists(marker))
        {
            Directory.CreateDirectory(folder);
            for (int key = 0; key < Size.KeyCount; key++)
            {
                File.WriteAllBytes(Path.Combine(folder, KeyOf(key)), ValueOf(key));
            }

            File.WriteAllText(marker, "");
        }

        return folder;
    }

    /// <summary>Makes an empty folder of its own for a peer that writes.</summary>
    public string FreshFolder(string peer)
    {
        string folder = Path.Combine(Files.Folder, "storage", peer);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        return Directory.CreateDirectory(folder).FullName;
    }
}

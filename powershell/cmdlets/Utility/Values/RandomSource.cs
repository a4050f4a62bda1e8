using System;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace AitherZero.PowerShell.Utility.Values;

/// <summary>
/// Random numbers from 32 random bits each, from the system or from a seed.
/// The same seed gives the numbers that it gives in PowerShell, which is why
/// the bits are turned into numbers in just this way.
/// </summary>
internal sealed class RandomSource
{
    private readonly Random? _seeded;

    public RandomSource()
    {
    }

    public RandomSource(int seed) => _seeded = new Random(seed);

    public void Fill(byte[] bytes)
    {
        if (_seeded is null)
        {
            RandomNumberGenerator.Fill(bytes);
        }
        else
        {
            _seeded.NextBytes(bytes);
        }
    }

    /// <summary>From zero up to, but without, one.</summary>
    public double NextDouble()
    {
        int sample = Sample();
        return (sample < 0 ? sample + int.MaxValue : sample) * (1.0 / int.MaxValue);
    }

    /// <summary>From the minimum up to, but without, the maximum.</summary>
    public int Next(int minimum, int maximum)
    {
        long range = (long)maximum - minimum;
        if (range <= int.MaxValue)
        {
            return (int)(NextDouble() * range) + minimum;
        }

        double sample = ((double)Sample() + int.MaxValue) * (1.0 / (2 * (uint)int.MaxValue));
        return (int)((long)(sample * range) + minimum);
    }

    /// <summary>From the minimum up to, but without, the maximum.</summary>
    public long Next(long minimum, long maximum)
    {
        ulong range = unchecked((ulong)maximum - (ulong)minimum);
        if (range <= int.MaxValue)
        {
            return minimum + Next(0, (int)range);
        }

        // As many bits as the range has, until they are within it.
        ulong mask = ulong.MaxValue >> System.Numerics.BitOperations.LeadingZeroCount(range);
        var bytes = new byte[sizeof(ulong)];
        ulong sample;
        do
        {
            Fill(bytes);
            sample = BinaryPrimitives.ReadUInt64LittleEndian(bytes) & mask;
        }
        while (sample >= range);
        return unchecked((long)((ulong)minimum + sample));
    }

    /// <summary>From the minimum up to, but without, the maximum.</summary>
    public double Next(double minimum, double maximum)
    {
        double range = maximum - minimum;
        double number;
        do
        {
            double part = NextDouble();
            number = double.IsInfinity(range)
                ? minimum + (part * maximum) - (part * minimum)
                : minimum + (part * range);
        }
        while (number >= maximum);
        return number;
    }

    /// <summary>The largest int is left out, so that its sign can be folded away.</summary>
    private int Sample()
    {
        var bytes = new byte[sizeof(int)];
        int sample;
        do
        {
            Fill(bytes);
            sample = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        }
        while (sample == int.MaxValue);
        return sample;
    }
}

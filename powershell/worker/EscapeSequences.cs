#nullable enable
using System.Text;

namespace AitherZero.Worker
{
    /// <summary>Terminal escape sequences in output, which a console without colours does not show.</summary>
    internal static class EscapeSequences
    {
        private const char Escape = '\u001b';
        private const char Bell = '\u0007';

        /// <summary>
        /// Removes control sequences (ESC [ … letter: colours, cursor) and
        /// operating system commands (ESC ] … BEL or ESC \: links, titles).
        /// Any other escape, and one that is not finished, stays.
        /// </summary>
        public static string Remove(string text)
        {
            int next = text.IndexOf(Escape);
            if (next < 0)
            {
                return text;
            }

            var kept = new StringBuilder(text.Length);
            int from = 0;
            while (next >= 0)
            {
                int end = EndOf(text, next);
                if (end > next)
                {
                    kept.Append(text, from, next - from);
                    from = end;
                }

                next = text.IndexOf(Escape, end > next ? end : next + 1);
            }

            return kept.Append(text, from, text.Length - from).ToString();
        }

        /// <summary>Where the sequence that begins at <paramref name="at"/> ends; <paramref name="at"/> where there is none.</summary>
        private static int EndOf(string text, int at)
        {
            char kind = at + 1 < text.Length ? text[at + 1] : '\0';
            if (kind == '[')
            {
                return EndOfControlSequence(text, at);
            }

            return kind == ']' ? EndOfCommand(text, at) : at;
        }

        private static int EndOfControlSequence(string text, int at)
        {
            for (int i = at + 2; i < text.Length; i++)
            {
                char c = text[i];
                if (c >= '@' && c <= '~')
                {
                    return i + 1;
                }

                if (c < ' ' || c > '?')
                {
                    break;
                }
            }

            return at;
        }

        private static int EndOfCommand(string text, int at)
        {
            for (int i = at + 2; i < text.Length; i++)
            {
                if (text[i] == Bell)
                {
                    return i + 1;
                }

                if (text[i] == Escape)
                {
                    return i + 1 < text.Length && text[i + 1] == '\\' ? i + 2 : at;
                }
            }

            return at;
        }
    }
}
